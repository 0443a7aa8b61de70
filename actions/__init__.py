"""What the mentor replies: rasa-sdk actions, one message each.

    tracker ─ incoming ─ an action's respond() ─ Response ─ recorded ─ said to the dispatcher
              (pure)     (the mentor's reply)               (notebook)  (text and payload)

Nothing here imports Rasa: the action server starts in half a second. An action is a subclass of
`actions.base.MentorAction` with a name and a `respond`; whatever it raises becomes one polite
sentence. The action server imports every file of this folder, so it stays flat.
"""

"""The mentor in Slack.

         socket.py (Socket Mode), channel.py (HTTP mode)
              │ token, signature
Slack ──> app.py (Bolt) ──> incoming.py, interactions.py ──Job──> inbox.py (SQL, once each)
              │                                                       │ acknowledged
              │        Rasa <──text── clerk.py <── desk.py, each conversation in order
              │             ──reply──> blocks.py ──> poster.py ──> outbox.py, a queue a channel
              │                                         ^
              │                                     teller.py: what is answered later
              ├── feedback.py, pane.py, home.py
              └── teaching.py ("Save as Q&A"), review.py (`/mentor review`): maintainers.py
"""

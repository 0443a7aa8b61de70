"""The mentor on a website.

any page: widget.js ──POST, stream──> channel.py ──> guard, sessions, limits, listeners, messages
               ^                          v
               └──── once, in order ── conversations.py ──> Rasa
                                          └──> store.py: SQL, what was asked and replied
chores.py: handovers.py ──POST──> a webhook;  told.py: the later answers of the notebook ──> store
other programs ──POST──> rest.py, ──socket.io──> socketio.py ──> messages.py (checked) ──> Rasa
"""

"""The mentor on a website.

any page: widget.js ──POST, GET──> channel.py ──> sessions, origins, limits, messages (checked)
               ^                       v
               └── once, in order ── conversations.py ──> Rasa
                                       └──> store.py: SQL, what was asked and replied
other programs ──POST──> rest.py ──> messages.py (checked) ──> Rasa
"""

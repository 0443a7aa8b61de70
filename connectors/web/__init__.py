"""The mentor on a website.

browser: index.html + widget.js ──POST──> rest.py ──> messages.py (checked) ──> Rasa
                 ^                           │
channel.py ──────┘                           └──> one {"recipient_id", "text", "custom"} a reply
"""

"""The mentor in Slack.

Slack ──event──> app.py (Bolt: token, signature) ──> incoming.py ──Job──> inbox.py (SQL, once each)
                                                                              │ acknowledged
Rasa <──text── clerk.py <────────────── desk.py, each conversation in order <─┘
     ──reply──> clerk.py ──> mrkdwn.py, blocks.py ──> outbox.py ──queue a channel──> Slack
"""

"""From what was found to words.

finding ─┬─ two things: entries (rows, columns) ─ comparing ─ compare ─┐
├─ a list asked for: listing ─┐                               ├─ speaker ─ reply
├─ a passage ─────────────────┴─ compose ─ sources ───────────┤
└─ in doubt, or nothing: wording ─────────────────────────────┘
"""

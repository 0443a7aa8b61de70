"""What maintainers do, done: the gaps, the collisions, teaching, the gate of releases.

Everything that a connector may ask for stands in `local.py`, which is what
`knowledge.notebook.Maintenance` describes. What takes its time goes to `worker.py`, a process of
its own at low priority, so that no message waits.

    gaps.py, near.py          what was not answered, by meaning; what a new pair collides with
    suite.py ── trial.py      the gate: both releases are asked, and compared slice by slice
    promotion.py              what is live and what is active, changed together
    housekeeping.py, chores.py    what follows a promotion, in the background of a server
    retention.py, stale.py    what is kept of old releases; which pairs may be out of date
"""

"""What maintainers do, done: the gaps, the collisions, teaching, the gate of releases.

local.py    knowledge.notebook.Maintenance in the server's process: quick things in a thread,
│        heavy ones in worker.py, a process of its own at low priority
├── gaps.py        what was not answered, by meaning
└── near.py        what is close to a new pair, what collides with it
"""

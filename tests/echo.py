"""What an agent says that only echoes: for tests of channels alone.

A text with "refuse" is turned away, "unsure" is answered with little confidence.
"""

from __future__ import annotations

import hashlib
from typing import Any


def echo_reply(text: str) -> dict[str, Any]:
    """Return what is said to a text."""
    custom = {
        "kind": "refusal" if "refuse" in text else "answer",
        "confidence": 0.5 if "unsure" in text else 0.95,
        "sources": [],
        "suggestions": ["What is REST?"],
        "question_id": question_id_of(text),
    }
    return {"text": f"heard {text}", "custom": custom}


def question_id_of(text: str) -> str:
    """Return the identifier under which the notebook has a question."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()

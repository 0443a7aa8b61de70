"""Words that a browser keeps and cannot change."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any


class Seal:
    """Signs what is given away, and knows it again.

    Args:
        key: all serving processes have the same.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def sign(self, words: str) -> str:
        """Return the signature of words, in hexadecimal digits."""
        return hmac.new(self._key, words.encode(), hashlib.sha256).hexdigest()

    def closed(self, fields: dict[str, Any], *, purpose: str, seconds: int) -> str:
        """Return fields as text for a cookie.

        Args:
            fields: what JSON can hold.
            purpose: what it is for; nothing else takes it.
            seconds: for so long.
        """
        body = json.dumps({**fields, "until": int(time.time()) + seconds})
        coded = base64.urlsafe_b64encode(body.encode()).decode()
        return f"{coded}.{self.sign(f'{purpose} {coded}')}"

    def opened(self, text: str | None, *, purpose: str) -> dict[str, Any] | None:
        """Return the fields; None where the text is missing, forged, of another purpose or old."""
        coded, _, signature = (text or "").partition(".")
        right = self.sign(f"{purpose} {coded}")
        if not hmac.compare_digest(right.encode(), signature.encode()):
            return None
        fields: dict[str, Any] = json.loads(base64.urlsafe_b64decode(coded))
        return fields if fields["until"] >= time.time() else None

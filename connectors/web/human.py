"""Where a visitor finds a person: a webhook that takes requests, or an address to be linked."""

from __future__ import annotations

import logging
import os
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

WEBHOOK = "MENTOR_HUMAN_WEBHOOK"
CONTACT = "MENTOR_CONTACT"

logger = logging.getLogger(__name__)

_MAIL = re.compile(r"[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+")
_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:)\S+")


@dataclass(frozen=True)
class Human:
    """The way to a person.

    Attributes:
        webhook: takes each request as JSON; "" for none.
        address: `https:`, `mailto:` or `tel:`, for a link; "" for none.
    """

    webhook: str = ""
    address: str = ""

    @classmethod
    def from_environment(cls) -> Human:
        """Read `MENTOR_HUMAN_WEBHOOK` and, where it holds an address, `MENTOR_CONTACT`.

        A webhook that is no address is said in the log and left out: the mentor runs without it.
        """
        webhook = os.environ.get(WEBHOOK, "").strip()
        if webhook and not (webhook.startswith(("http://", "https://")) and _host_of(webhook)):
            logger.error("%s is no http or https address; nothing is passed on to people", WEBHOOK)
            webhook = ""
        return cls(webhook, _address_in(os.environ.get(CONTACT, "")))


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _address_in(contact: str) -> str:
    """Return the first address that a maintainer's words hold, as a link needs it."""
    if found := _ADDRESS.search(contact):
        return found.group().rstrip(".,;)")
    found = _MAIL.search(contact)
    return f"mailto:{found.group().rstrip('.,;)')}" if found else ""

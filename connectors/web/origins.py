"""Which websites may embed the widget: the mentor's own page, and those that the operator names."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

SETTING = "MENTOR_ORIGINS"

# Scheme, host and port in ASCII; what else stands in the header no browser has sent.
_BY_A_BROWSER = re.compile(
    r"null|[a-z][a-z0-9+.-]*://(?:[a-z0-9._~-]*|\[[0-9a-f:.]+\])(?::[0-9]+)?", re.IGNORECASE
)


@dataclass(frozen=True)
class Origins:
    """The allowed origins, such as `https://example.org`.

    Attributes:
        allowed: as a browser writes them; `*` allows every one.
    """

    allowed: frozenset[str] = frozenset()

    @classmethod
    def from_environment(cls) -> Origins:
        """Read `MENTOR_ORIGINS`, with commas or spaces between the origins."""
        names = os.environ.get(SETTING, "").replace(",", " ").split()
        return cls(frozenset(name.rstrip("/").lower() for name in names))

    def allow(self, origin: str | None, host: str) -> bool:
        """Tell whether a request may be answered.

        Args:
            origin: the request's header; None where no browser sent it for another site's page.
            host: the mentor's own name and port, as the request has them.
        """
        if origin is None:
            return True
        if not _BY_A_BROWSER.fullmatch(origin):
            return False
        if "*" in self.allowed or origin.lower() in self.allowed:
            return True
        return bool(host) and origin.lower().partition("://")[2] == host.lower()

    def headers(self, origin: str | None) -> dict[str, str]:
        """Return what lets the page of an allowed origin read the answer."""
        if origin is None:
            return {"Vary": "Origin"}
        return {
            "Vary": "Origin",
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Expose-Headers": "Retry-After",
        }


PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Max-Age": "600",
}

"""What the environment says about the provider.

MENTOR_CONSOLE_OIDC                 its issuer, as https://login.example.org
MENTOR_CONSOLE_OIDC_CLIENT_ID       under which it knows the console
MENTOR_CONSOLE_OIDC_CLIENT_SECRET   with which the console proves itself
MENTOR_CONSOLE_MAINTAINERS          who may change something, see `roles.py`
MENTOR_CONSOLE_VIEWERS              who may look
MENTOR_CONSOLE_OIDC_GROUPS          the claim with a person's groups; "groups" where left out

Half of it is an error, so that nobody believes the console to be guarded by what is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from connectors.console.roles import Guests, Role

ISSUER = "MENTOR_CONSOLE_OIDC"
CLIENT_ID = "MENTOR_CONSOLE_OIDC_CLIENT_ID"
CLIENT_SECRET = "MENTOR_CONSOLE_OIDC_CLIENT_SECRET"
GROUPS_CLAIM = "MENTOR_CONSOLE_OIDC_GROUPS"
MAINTAINERS = "MENTOR_CONSOLE_MAINTAINERS"
VIEWERS = "MENTOR_CONSOLE_VIEWERS"


class OidcSettingError(ValueError):
    """The environment's words about the provider do not fit; the message says what to set."""


@dataclass(frozen=True)
class OidcSettings:
    """Where people prove who they are, and who of them may come in.

    Attributes:
        issuer: the provider's name, an address.
        client_id: under which the provider knows the console.
        client_secret: with which the console proves itself.
        maintainers: who may change something.
        viewers: who may look.
        groups_claim: names the claim that holds a person's groups.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    maintainers: Guests = field(default_factory=Guests)
    viewers: Guests = field(default_factory=Guests)
    groups_claim: str = "groups"

    @classmethod
    def read(cls, get: Callable[[str], str | None]) -> OidcSettings | None:
        """Return the settings; None where no provider is set.

        Args:
            get: returns a variable of the environment.

        Raises:
            OidcSettingError: when one is missing or does not fit.
        """

        def value(name: str) -> str:
            return (get(name) or "").strip()

        issuer = value(ISSUER)
        if not issuer:
            _alone([name for name in (CLIENT_ID, CLIENT_SECRET) if value(name)])
            return None
        if not is_safe(issuer):
            raise OidcSettingError(
                f"{ISSUER} is {issuer!r}; it must be the issuer's address and begin with https:// "
                "(http:// is taken on this machine only)."
            )
        for name in (CLIENT_ID, CLIENT_SECRET):
            if not value(name):
                raise OidcSettingError(
                    f"{ISSUER} is set and {name} is not; copy it from the provider's settings."
                )
        settings = cls(
            issuer=issuer,
            client_id=value(CLIENT_ID),
            client_secret=value(CLIENT_SECRET),
            maintainers=Guests.read(value(MAINTAINERS)),
            viewers=Guests.read(value(VIEWERS)),
            groups_claim=value(GROUPS_CLAIM) or "groups",
        )
        if not (settings.maintainers or settings.viewers):
            raise OidcSettingError(
                f"{ISSUER} is set, but nobody may come in; list e-mail addresses, domains "
                f"(@example.org) or groups in {MAINTAINERS} or {VIEWERS}."
            )
        return settings

    @property
    def asks_for_groups(self) -> bool:
        """Whether a list names a group."""
        return bool(self.maintainers.groups or self.viewers.groups)

    @property
    def words(self) -> list[str]:
        """Return all that the settings say, in an order that stays."""
        lists = (self.maintainers, self.viewers)
        people = [str(sorted(some)) for one in lists for some in (one.addresses, one.groups)]
        return [self.issuer, self.client_id, self.client_secret, self.groups_claim, *people]

    def role_of(self, email: str, groups: Collection[str]) -> Role | None:
        """Return what somebody may do; None for who may not come in."""
        if self.maintainers.has(email, groups):
            return "maintainer"
        return "viewer" if self.viewers.has(email, groups) else None


def is_safe(address: str) -> bool:
    """Whether what is sent to an address stays secret: HTTPS, or this very machine."""
    try:
        parts = urlsplit(address)
        if parts.scheme == "https":
            return bool(parts.hostname)
        return parts.scheme == "http" and _is_this_machine(parts.hostname or "")
    except ValueError:
        return False


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _alone(names: list[str]) -> None:
    if names:
        raise OidcSettingError(
            f"{names[0]} is set and {ISSUER} is not; set the issuer's address too, or neither."
        )

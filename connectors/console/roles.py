"""Who is a maintainer and who a viewer, by what an identity provider says of them.

ann@example.org    one person, by the e-mail address that the provider has verified
@example.org       everybody with such an address
mentor-editors     everybody in that group
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

Role = Literal["viewer", "maintainer"]


@dataclass(frozen=True)
class Guests:
    """Who stands in one list.

    Attributes:
        addresses: whole e-mail addresses in lower case, and domains that begin with "@".
        groups: names of groups, as the provider writes them.
    """

    addresses: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()

    @classmethod
    def read(cls, listed: str) -> Guests:
        """Return who is listed, with commas between; what has no "@" is a group."""
        entries = {entry.strip() for entry in listed.split(",")} - {""}
        addresses = {entry for entry in entries if "@" in entry}
        return cls(
            frozenset(address.lower() for address in addresses), frozenset(entries - addresses)
        )

    def __bool__(self) -> bool:
        return bool(self.addresses or self.groups)

    def has(self, email: str, groups: Collection[str]) -> bool:
        """Whether somebody is among them.

        Args:
            email: a verified address; "" where there is none.
            groups: in which the person is.
        """
        address = email.lower()
        domain = f"@{address.rpartition('@')[2]}"
        by_address = bool(address) and bool(self.addresses & {address, domain})
        return by_address or not self.groups.isdisjoint(groups)

"""Who may teach: by id, by user group, asked of Slack now and then."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from connectors.slack import maintainers as module
from connectors.slack.maintainers import Maintainers
from connectors.slack.outbox import RefusedError


class Groups:
    """Slack's user groups."""

    def __init__(self, members: list[str]) -> None:
        self.members = members
        self.n_asked = 0
        self.is_broken = False

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        assert (method, arguments) == ("usergroups.users.list", {"usergroup": "S1"})
        self.n_asked += 1
        if self.is_broken:
            raise RefusedError("internal_error")
        return {"users": self.members}


def includes(maintainers: Maintainers, user: str) -> bool:
    return asyncio.run(maintainers.includes(user))


def test_users_are_known_without_asking() -> None:
    groups = Groups([])
    known = Maintainers({"U1", "W2"}, groups)  # type: ignore[arg-type]
    assert includes(known, "U1")
    assert includes(known, "W2")
    assert not includes(known, "U3")
    assert groups.n_asked == 0


def test_groups_are_asked_for_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    groups = Groups(["U5"])
    known = Maintainers({"S1"}, groups)  # type: ignore[arg-type]
    assert includes(known, "U5")
    assert not includes(known, "U1")
    assert groups.n_asked == 1
    groups.members = ["U6"]
    monkeypatch.setattr(module, "KEEP_SECONDS", -1.0)
    assert includes(known, "U6")
    assert not includes(known, "U5")


def test_while_slack_does_not_say_they_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    groups = Groups(["U5"])
    known = Maintainers({"S1"}, groups)  # type: ignore[arg-type]
    assert includes(known, "U5")
    groups.is_broken = True
    monkeypatch.setattr(module, "KEEP_SECONDS", -1.0)
    assert includes(known, "U5")
    assert not includes(known, "S1")

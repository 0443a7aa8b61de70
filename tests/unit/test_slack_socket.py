"""Socket Mode: pauses grow where connections do not last."""

from __future__ import annotations

import pytest

from connectors.slack.socket import FIRST_PAUSE_SECONDS, MAX_PAUSE_SECONDS, pause_after


@pytest.mark.parametrize("n", range(0, 40, 3))
def test_pauses_grow_to_a_limit(n: int) -> None:
    most = min(FIRST_PAUSE_SECONDS * 2**n, MAX_PAUSE_SECONDS)
    assert most / 2 <= pause_after(n) <= most

"""Who did what."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.console.html import Child, Html, el
from connectors.console.pages.layout import Frame, empty, page, table, when
from knowledge.notebook import Act


def audit_page(frame: Frame, acts: Sequence[Act]) -> Html:
    """Return the audit trail, the newest first."""
    rows: list[Sequence[Child]] = [
        (when(act.at), act.who, act.did, el("code", act.about) if act.about else "", act.detail)
        for act in acts
    ]
    header = ("When", "Who", "Did", "About", "What")
    return page(
        frame,
        "audit",
        "Audit",
        table("What was done, the newest first", header, rows) if rows else empty("Nothing yet."),
    )

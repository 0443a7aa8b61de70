"""Figures for an operator, in Prometheus' text format."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Counter, Gauge, Histogram
from prometheus_client import generate_latest as _generate_latest

CONTENT_TYPE = CONTENT_TYPE_LATEST

MESSAGES = Counter("mentor_messages", "Messages of people.", ["channel", "outcome"])
REPLIES = Counter("mentor_replies", "Replies of the mentor that a client collected.", ["kind"])
SECONDS = Histogram(
    "mentor_message_seconds",
    "Time from a message to its last reply.",
    ["channel"],
    buckets=(0.01, 0.02, 0.03, 0.05, 0.08, 0.13, 0.2, 0.5, 1, 2, 5, 10),
)
RELEASE = Gauge("mentor_release_info", "The release that serves.", ["release"])


@contextmanager
def message(channel: str | None) -> Iterator[None]:
    """Count and time the answering of one message."""
    began = perf_counter()
    outcome = "failed"
    try:
        yield
        outcome = "answered"
    finally:
        MESSAGES.labels(channel or "unknown", outcome).inc()
        SECONDS.labels(channel or "unknown").observe(perf_counter() - began)


def count_reply(reply: dict[str, Any]) -> None:
    """Count one collected reply by the kind that its payload names."""
    REPLIES.labels(str(reply.get("custom", {}).get("kind", "text"))).inc()


def name_release(release: str) -> None:
    """Say which release serves from now on."""
    RELEASE.clear()
    RELEASE.labels(release).set(1)


def render() -> bytes:
    """Return all figures."""
    return _generate_latest(REGISTRY)

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
IN_FLIGHT = Gauge("mentor_messages_in_flight", "Messages begun or waiting.")
BUSY = Counter("mentor_messages_busy", "Messages turned away: too many at once.", ["channel"])
ACTIONS_INSTEAD = Counter(
    "mentor_actions_instead", "Actions run in the server because the pool was away."
)
PART = Gauge("mentor_part_up", "Whether a part beside the server answers.", ["part"])
REQUESTS = Counter("mentor_requests", "HTTP requests.", ["route", "method", "status"])
REQUEST_SECONDS = Histogram(
    "mentor_request_seconds",
    "Time from a request to its answer; the widget's wait for news.",
    ["route"],
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30),
)
LAG = Gauge("mentor_loop_lag_seconds", "How late the event loop runs what is due.")
CONFIDENCE = Histogram(
    "mentor_answer_confidence",
    "The gate's probability that an answer is right.",
    ["kind"],
    buckets=(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1),
)
_in_flight = 0
IN_FLIGHT.set_function(lambda: _in_flight)
RELEASE = Gauge("mentor_release_info", "The release that serves.", ["release"])


@contextmanager
def message(channel: str | None) -> Iterator[None]:
    """Count and time the answering of one message."""
    began = perf_counter()
    outcome = "failed"
    global _in_flight
    _in_flight += 1
    try:
        yield
        outcome = "answered"
    finally:
        _in_flight -= 1
        MESSAGES.labels(channel or "unknown", outcome).inc()
        SECONDS.labels(channel or "unknown").observe(perf_counter() - began)


def n_in_flight() -> int:
    """Return how many messages are begun or waiting."""
    return _in_flight


def count_busy(channel: str | None) -> None:
    """Count a message that was turned away."""
    BUSY.labels(channel or "unknown").inc()


def count_reply(reply: dict[str, Any]) -> None:
    """Count one collected reply by the kind that its payload names."""
    payload = reply.get("custom", {})
    kind = str(payload.get("kind", "text"))
    REPLIES.labels(kind).inc()
    if kind in ("answer", "clarification", "refusal"):
        CONFIDENCE.labels(kind).observe(payload.get("confidence", 0.0))


def count_request(route: str, method: str, status: int, seconds: float) -> None:
    """Count and time one answered request.

    Args:
        route: the route's pattern, never the path that somebody made up.
        method: the HTTP method.
        status: the answer's.
        seconds: from the request to its answer.
    """
    REQUESTS.labels(route, method, str(status)).inc()
    REQUEST_SECONDS.labels(route).observe(seconds)


def part_is_up(part: str, is_up: bool) -> None:
    """Say whether a part beside the server answered."""
    PART.labels(part).set(is_up)


def name_release(release: str) -> None:
    """Say which release serves from now on."""
    RELEASE.clear()
    RELEASE.labels(release).set(1)


def render() -> bytes:
    """Return all figures."""
    return _generate_latest(REGISTRY)

"""What passes between the stages, kept with every message as plain JSON."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from knowledge.finding import Candidate, Finding, Query

SHORT = st.text(max_size=8)
SEVERAL = st.lists(SHORT, max_size=3).map(tuple)
NUMBER = st.integers(0, 10_000).map(lambda n: n / 10_000)  # as many digits as are kept
SCORE = st.integers(-200_000, 200_000).map(lambda n: n / 10_000)
QUERIES = st.builds(Query, SHORT, SHORT, SEVERAL, SEVERAL, SEVERAL)
CANDIDATES = st.builds(Candidate, SHORT, SCORE, st.integers(-1, 9))
OUTCOMES = st.sampled_from(["answer", "clarify", "refuse"])
PARTS = st.builds(Finding, QUERIES, OUTCOMES, NUMBER, st.lists(CANDIDATES, max_size=3).map(tuple))
FINDINGS = st.builds(
    Finding,
    QUERIES,
    OUTCOMES,
    NUMBER,
    st.lists(CANDIDATES, max_size=5).map(tuple),
    st.lists(PARTS, max_size=2).map(tuple),
)


@given(FINDINGS)
def test_what_is_read_is_what_was_kept(finding: Finding) -> None:
    kept = json.loads(json.dumps(finding.as_dict()))
    assert Finding.from_dict(kept) == finding


def test_numbers_are_kept_short() -> None:
    finding = Finding(Query("q", "q"), "answer", 0.123456, (Candidate("p", 1 / 3),))
    kept = finding.as_dict()
    assert kept["confidence"] == 0.1235
    assert kept["candidates"] == [["p", 0.3333, -1]]


def test_what_an_earlier_version_kept_is_read() -> None:
    query = {"raw": "q", "text": "q", "terms": ["OAuth"]}
    kept = {"query": query, "outcome": "refuse", "confidence": 0.1, "candidates": []}
    found = Finding.from_dict({**kept, "release": "r1"})
    assert found == Finding(Query("q", "q", ("OAuth",)), "refuse", 0.1, ())

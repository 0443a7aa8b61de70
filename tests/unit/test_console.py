"""The console: who is let in, what is escaped, what the pages say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.console.access import SESSION_SECONDS, Access, is_local
from connectors.console.html import Html, el, text
from connectors.console.pages import conversations as talks
from connectors.console.pages.figures import figures_page
from connectors.console.pages.gaps import gaps_page
from connectors.console.pages.layout import Frame
from connectors.console.pages.pairs import pair_page, pairs_page
from connectors.console.pages.proposals import proposals_page
from connectors.console.pages.releases import release_page
from connectors.console.pages.retire import retire_page
from connectors.console.pages.teach import Draft, teach_page
from knowledge.notebook import (
    Asked,
    Close,
    Collision,
    Figure,
    Gap,
    KnownPair,
    PairPage,
    Proposal,
    Rating,
    ReleaseSummary,
    Suggestion,
)

NOON = datetime(2026, 1, 31, 12)
MAINTAINER = Frame("ann", True, "token-of-the-form", "r1", True)
VIEWER = Frame("bob", False, "token-of-the-form", "r1", True)
EVIL = "<script>alert(1)</script>"
TOKENS = {"MENTOR_CONSOLE_TOKEN": "a-long-token-1", "MENTOR_CONSOLE_VIEWER_TOKEN": "a-long-token-2"}


def gap(question: str = "What is a quokka?") -> Gap:
    return Gap(
        id="q1",
        question=question,
        phrasings=(question, "quokka?"),
        question_ids=("q1", "q2"),
        n_people=2,
        n_asked=3,
        kinds={"refusal": 2, "unhelpful": 1},
        newest=NOON,
        suggestion=Suggestion("p1", "Guide", "Animals", "A small animal.", 0.4),
        close=Close("pair1", "What is a wombat?", "An animal.", 0.6),
    )


def asked(id: str, minutes: int, *, person: str = "a", kind: str = "answer") -> Asked:
    at = NOON + timedelta(minutes=minutes)
    return Asked(id, at, person, "web", f"question {id}", kind, 0.5)


@given(st.text())
def test_text_is_never_markup(given_text: str) -> None:
    shown = el("p", given_text, title=given_text)
    assert shown.count("<") == shown.count(">") == 2
    assert text(Html("<b>")) == "<b>"


def test_elements_are_written_as_html_wants_them() -> None:
    assert el("input", name="q", required=True, disabled=False, value=None) == (
        '<input name="q" required>'
    )
    assert el("label", ["a", None, el("b", 1)], for_="q", aria_label="x") == (
        '<label for="q" aria-label="x">a<b>1</b></label>'
    )


@pytest.mark.parametrize(
    ("token", "role"),
    [("a-long-token-1", "maintainer"), (" a-long-token-2 ", "viewer"), ("", None), ("é", None)],
)
def test_a_token_gives_its_role(token: str, role: str | None) -> None:
    assert Access(TOKENS).role_of(token) == role


def test_without_a_token_nobody_signs_in() -> None:
    assert Access({}).is_open
    assert Access({}).role_of("") is None


def test_a_session_is_known_by_every_process_with_the_tokens() -> None:
    cookie = Access(TOKENS).sign_in("Ann; Lee", "viewer")
    person = Access(TOKENS).person(cookie)
    assert person
    assert (person.name, person.role, person.may_change) == ("Ann; Lee", "viewer", False)
    assert Access({**TOKENS, "MENTOR_CONSOLE_TOKEN": "another-token"}).person(cookie) is None


@pytest.mark.parametrize("cookie", [None, "", ".", "a.b", "é.é", "e30=.x"])
def test_a_forged_session_is_none(cookie: str | None) -> None:
    assert Access(TOKENS).person(cookie) is None


def test_a_viewer_cannot_make_themselves_a_maintainer() -> None:
    access = Access(TOKENS)
    _, _, signature = access.sign_in("bob", "viewer").partition(".")
    body, _, _ = access.sign_in("bob", "maintainer").partition(".")
    assert access.person(f"{body}.{signature}") is None


def test_a_session_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    access = Access(TOKENS)
    cookie = access.sign_in("ann", "maintainer")
    later = datetime.now().timestamp() + SESSION_SECONDS + 1
    monkeypatch.setattr("connectors.console.seal.time.time", lambda: later)
    assert access.person(cookie) is None


def test_a_form_is_of_one_session() -> None:
    access = Access(TOKENS)
    one, two = (access.person(access.sign_in("ann", "maintainer")) for _ in range(2))
    assert one
    assert two
    assert access.is_form_of(one, access.form_token(one))
    assert not access.is_form_of(two, access.form_token(one))
    assert not access.is_form_of(one, "")


@pytest.mark.parametrize(
    ("address", "host", "forwarded", "local"),
    [
        ("127.0.0.1", "localhost:5005", False, True),
        ("::1", "[::1]:5005", False, True),
        ("127.0.0.1", "127.0.0.1", False, True),
        ("127.0.0.1", "evil.example:5005", False, False),  # a name that was pointed here
        ("127.0.0.1", "localhost", True, False),
        ("10.0.0.7", "localhost", False, False),
        ("", "localhost", False, False),
    ],
)
def test_only_this_machine_is_local(address: str, host: str, forwarded: bool, local: bool) -> None:
    assert is_local(address, host, forwarded=forwarded) is local


def test_a_gap_shows_what_may_answer_it_and_can_be_taught() -> None:
    shown = gaps_page(MAINTAINER, [gap()])
    for part in ("2 people", "asked 3 times", "refused 2", "not helpful 1", "A small animal."):
        assert part in shown
    assert "/console/teach?question=What+is+a+quokka%3F" in shown
    assert 'value="pair1"' in shown
    assert "token-of-the-form" in shown


def test_a_viewer_sees_no_form() -> None:
    pages = (
        gaps_page(VIEWER, [gap()]),
        teach_page(VIEWER, Draft()),
        proposals_page(VIEWER, [proposal("What?")]),
        release_page(VIEWER, ReleaseSummary("r2", "2026-01-31T12:00:00", False, True, "trained")),
    )
    for shown in pages:
        assert "<form" not in shown.replace('<form method="post" action="/console/sign-out">', "")


def proposal(question: str, origin: str = "") -> Proposal:
    return Proposal("1", NOON, "eve", origin, question, "An answer.", (), "waiting", None, "")


def known(state: str = "live") -> KnownPair:
    return KnownPair("p7", "What is tea?", ("tea?",), "Leaves.", "taught", "ann", state=state)


def test_a_live_pair_is_retired_after_a_question() -> None:
    assert 'href="/console/pairs/p7/retire"' in pair_page(MAINTAINER, known(), [])
    asked = retire_page(MAINTAINER, known())
    for part in ('method="post" action="/console/pairs/p7/retire"', "Leaves.", "token-of-the-form"):
        assert part in asked
    assert "<form" not in retire_page(VIEWER, known()).split("<main")[1]


def test_a_retired_pair_is_put_back_as_it_was() -> None:
    shown = pair_page(MAINTAINER, known("retired"), [])
    assert "Put it back" in shown
    assert "/retire" not in shown
    assert 'name="replaces"' not in shown
    assert "nothing to retire" in retire_page(MAINTAINER, known("retired"))


def test_what_people_wrote_is_never_markup() -> None:
    pair = KnownPair("p", EVIL, (EVIL,), EVIL, EVIL, EVIL, EVIL)
    collision = Collision("takes over", "p", EVIL, EVIL, EVIL, 0.7)
    pages = (
        gaps_page(MAINTAINER, [gap(EVIL)]),
        teach_page(MAINTAINER, Draft(EVIL, EVIL, EVIL), problem=EVIL, collisions=[collision]),
        pairs_page(MAINTAINER, PairPage((pair,), 1), search=EVIL, offset=0),
        retire_page(MAINTAINER, pair),
        proposals_page(MAINTAINER, [proposal(EVIL, EVIL)]),
        figures_page(MAINTAINER, [Figure("2026-01-31", EVIL, "answer", 1)], today=NOON.date()),
    )
    for shown in pages:
        assert EVIL not in shown
        assert "&lt;script&gt;" in shown


def test_an_origin_is_a_link_only_over_https() -> None:
    assert 'href="https://chat.example/1"' in proposals_page(
        MAINTAINER, [proposal("What?", "https://chat.example/1")]
    )
    assert (
        "href="
        not in str(proposals_page(MAINTAINER, [proposal("What?", "javascript:alert(1)")]))
        .split("From javascript")[1]
        .split("</p>")[0]
    )


def test_a_collision_can_be_put_in_the_other_s_place() -> None:
    collision = Collision("same question", "p7", "What?", "So.", "What?", 1.0)
    shown = teach_page(MAINTAINER, Draft("What?", "", "Not so."), collisions=[collision])
    assert '<input type="checkbox" id="replaces-0" name="replaces" value="p7">' in shown
    assert "“What?” has another answer now" in shown
    assert 'name="seen" value="yes"' in shown


def test_a_refused_release_says_what_broke() -> None:
    gate = {
        "passed": False,
        "seconds": 1.2,
        "slices": [{"name": "typo", "n": 9, "before": 9, "after": 7, "tolerated": 1}],
        "broken": [{"slice": "typo", "question": "wat?", "before": "So.", "after": "No."}],
    }
    summary = ReleaseSummary("r2", "2026-01-31T12:00:00", False, True, "taught", {"gate": gate})
    shown = release_page(MAINTAINER, summary)
    for part in ("The gate refused it.", "-2", "wat?", "So.", "No.", "Make it live"):
        assert part in shown


CURVE = {
    "answered": 0.7,
    "wrong_rate": 0.06,
    "answer_at": 0.81,
    "max_wrong_rate": 0.1,
    "curve": [[0.01, 1.0, 0.99], [0.3, 0.02, 0.9], [0.7, 0.06, 0.81], [1.0, 0.25, 0.0]],
}


def test_a_release_draws_what_answering_more_would_cost() -> None:
    summary = ReleaseSummary("r2", "2026-01-31T12:00:00", True, True, "trained", CURVE)
    shown = release_page(VIEWER, summary)
    says = "From a probability of 81% on it answers: 70% of the rehearsed questions"
    assert f'role="img" aria-label="{says}' in shown
    drawing = shown.split("<svg")[1].split("</svg>")[0]
    assert 'class="chosen"' in drawing
    assert "chosen: 81%" in drawing
    assert "allowed: 10.0% wrong" in drawing
    assert drawing.split('points="')[1].split('"')[0].count(",") == 3  # the noise left out
    assert "<td>81%</td><td>70%</td><td>6.0%</td>" in shown
    assert "style=" not in shown  # the page's policy takes none


@pytest.mark.parametrize("report", [{}, {"curve": []}, {**CURVE, "curve": [[0.01, 1.0, 0.9]]}])
def test_a_release_from_before_curves_draws_none(report: dict[str, Any]) -> None:
    summary = ReleaseSummary("r2", "2026-01-31T12:00:00", True, True, "trained", report)
    assert "<svg" not in release_page(VIEWER, summary)


def test_a_conversation_is_one_person_without_a_long_pause() -> None:
    found = talks.conversations(
        [asked("1", 0), asked("2", 10), asked("3", 50), asked("4", 5, person="b")]
    )
    assert [[one.id for one in turns] for turns in found] == [["3"], ["1", "2"], ["4"]]


def test_only_conversations_that_went_wrong_are_shown() -> None:
    ratings: Mapping[str, list[Rating]] = {"3": [Rating("3", "a", NOON, False, "too short")]}
    all_asked = [asked("1", 0), asked("2", 90, kind="refusal"), asked("3", 180)]
    shown = talks.conversations_page(MAINTAINER, all_asked, ratings)
    assert "question 1" not in shown
    assert "question 2" in shown
    assert "too short" in shown


def test_figures_count_days_and_channels() -> None:
    figures = [
        Figure("2026-01-30", "web", "answer", 6),
        Figure("2026-01-31", "slack", "refusal", 2),
        Figure("2026-01-30", "web", "helpful", 3),
        Figure("2026-01-30", "web", "unhelpful", 1),
    ]
    shown = figures_page(MAINTAINER, figures, today=date(2026, 1, 31))
    assert "<dd>8</dd>" in shown
    assert "<dd>75%</dd>" in shown
    assert "2026-01-30: 6 answered" in shown
    assert shown.count("<rect") == 2

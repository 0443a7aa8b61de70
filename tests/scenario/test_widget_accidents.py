"""Nothing lost, nothing twice, in order: a real browser through accidents at random.

Several visitors converse at once, each in one tab or two, each tab reloaded and taken offline now
and then, while the way to the mentor is cut in mid-answer and the mentor dies and comes back.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from connectors.web import assets
from connectors.web.human import Human
from tests.conftest import Figures
from tests.scenario.cable import Cable
from tests.scenario.widget import PAGE, Mentor, Site, answers, questions, say, until, visit

N_RUNS = int(os.environ.get("MENTOR_N_ACCIDENTS", "12"))  # `make accidents`: 200
N_AT_ONCE = 10
N_QUESTIONS = 3
OFFLINE_SECONDS = 30
PAUSES = "[500,1000,2000,4000,8000]"
QUICK_PAUSES = "[50,100,150,200]"
SHOWN = (
    "[...document.querySelector('backend-mentor').shadowRoot.querySelectorAll('.message .text')]"
    ".map((each) => each.textContent)"
)


@pytest.fixture(scope="module")
def shared_mentor(environment: None) -> Iterator[Mentor]:
    """A mentor whose widget pauses for a tenth of the time between its attempts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assets, "widget", _quick_widget)
        started = Mentor()
        yield started
        started.stop()


_widget = assets.widget


def _quick_widget(human: Human) -> bytes:
    script = _widget(human).decode()
    assert PAUSES in script
    return script.replace(PAUSES, QUICK_PAUSES).encode()


@dataclass
class Visitor:
    """One run: a visitor who asks some questions."""

    context: BrowserContext
    address: str
    random: random.Random
    tabs: list[Page] = field(default_factory=list)
    n_asked: int = 0
    is_online: bool = True

    def open_tab(self) -> None:
        page = self.context.new_page()
        page.goto(self.address)
        page.wait_for_function("document.querySelector('backend-mentor')?.shadowRoot")
        self.tabs.append(page)

    def act(self, *, is_up: bool) -> None:
        """Ask, or have an accident; what loads the page needs a way to the mentor."""
        act = self.random.choice(["ask", "ask", "reload", "tab", "offline"])
        if act == "ask":
            self.ask()
        elif act == "offline":
            self.is_online = not self.is_online
            self.context.set_offline(not self.is_online)
        elif is_up and self.is_online and act == "reload":
            self.random.choice(self.tabs).reload()
        elif is_up and self.is_online and len(self.tabs) < 2:
            self.open_tab()

    def ask(self) -> None:
        if self.n_asked < N_QUESTIONS:
            self.n_asked += 1
            self.random.choice(self.tabs).evaluate(
                "(text) => document.querySelector('backend-mentor').ask(text)", f"q{self.n_asked}"
            )

    def finish(self) -> None:
        self.is_online = True
        self.context.set_offline(False)
        while self.n_asked < N_QUESTIONS:
            self.ask()


STATE = (
    "(({line, log, nOpen, isLeaving}) => [line.after, line.listening, line.lost, line.streams,"
    " line.session.read(), line.waiting(), [...log.pending.keys()], nOpen, isLeaving,"
    " document.visibilityState, navigator.onLine])(document.querySelector('backend-mentor'))"
)


def _check(visitor: Visitor) -> None:
    """Every tab shows each question once, followed by its answer once; a fresh one does too."""
    for tab in visitor.tabs:
        try:
            expect(answers(tab)).to_have_count(N_QUESTIONS, timeout=60_000)
        except AssertionError:
            for each in visitor.tabs:
                print(each is tab, each.evaluate(SHOWN), each.evaluate(STATE))
            raise
        expect(questions(tab)).to_have_count(N_QUESTIONS)
    visitor.open_tab()
    expect(answers(visitor.tabs[-1])).to_have_count(N_QUESTIONS)
    *others, fresh = (tab.evaluate(SHOWN) for tab in visitor.tabs)
    asked = [text for text in fresh if not text.startswith("heard: ")]
    assert sorted(asked) == [f"q{n}" for n in range(1, N_QUESTIONS + 1)]
    assert sorted(fresh) == sorted([*asked, *(f"heard: {text}" for text in asked)])
    assert [text for text in fresh if text not in asked] == [f"heard: {text}" for text in asked]
    for text in asked:
        assert fresh.index(text) < fresh.index(f"heard: {text}")
    for shown in others:
        assert shown == fresh


def test_nothing_is_lost_or_doubled(
    browser: Browser, site: Site, mentor: Mentor, figures: Figures
) -> None:
    began = time.monotonic()
    cable = Cable(mentor.port)
    page = PAGE.format(address=cable.address, attributes="data-open")
    site.pages["/"] = ("", page)
    n_accidents = 0
    for seed in range(N_RUNS // N_AT_ONCE):
        chance = random.Random(seed)
        visitors = [
            Visitor(browser.new_context(), site.address, random.Random(f"{seed}-{n}"))
            for n in range(N_AT_ONCE)
        ]
        for visitor in visitors:
            visitor.open_tab()
        for _ in range(5):
            mentor.agent.seconds = chance.random() * 0.1
            for visitor in visitors:
                visitor.act(is_up=cable.is_up)
            cable.is_up = chance.random() < 0.7
            if not cable.is_up or chance.random() < 0.5:
                cable.cut()
                n_accidents += 1
            if chance.random() < 0.3:
                mentor.die()
                n_accidents += 1
        cable.is_up = True
        for visitor in visitors:
            visitor.finish()
        for visitor in visitors:
            _check(visitor)
            visitor.context.close()
    cable.stop()
    seconds = time.monotonic() - began
    figures.say(
        f"{N_RUNS} conversations in a browser with {n_accidents} common accidents: "
        f"0 replies lost, 0 doubled, order kept ({seconds:.0f} s)"
    )


def test_offline_for_30_seconds_in_mid_answer(
    context: BrowserContext, site: Site, mentor: Mentor
) -> None:
    page = visit(context, site, mentor, "data-open")
    mentor.agent.seconds = 2.0
    say(page, "before")
    assert until(lambda: mentor.agent.heard == ["before"])
    context.set_offline(True)
    went = time.monotonic()
    say(page, "meanwhile")
    expect(page.get_by_role("status").filter(has_text="No connection")).to_be_visible()
    expect(questions(page)).to_have_text(["before", "meanwhile"])
    page.wait_for_timeout(1000 * (OFFLINE_SECONDS - (time.monotonic() - went)))
    expect(answers(page)).to_have_count(0)
    context.set_offline(False)
    expect(answers(page)).to_have_text(["Mentor:heard: before", "Mentor:heard: meanwhile"])
    expect(page.locator(".note")).to_have_count(0)
    shown = ["before", "heard: before", "meanwhile", "heard: meanwhile"]
    assert page.evaluate(SHOWN) == shown
    assert mentor.agent.heard == ["before", "meanwhile"]
    page.reload()
    expect(answers(page)).to_have_count(2)
    assert page.evaluate(SHOWN) == shown

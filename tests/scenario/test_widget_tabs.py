"""One conversation in several tabs of a browser, also where two of them begin it at once."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from connectors.web import forgetting
from connectors.web.listeners import MAX_LISTENERS
from tests.scenario.widget import Mentor, Site, answers, questions, say, until, visit

N_TABS = 9
LEAVE_AND_COME = {
    "out of the page": (
        "window.widget = document.querySelector('backend-mentor'); widget.remove()",
        "document.body.append(widget)",
    ),
    "back and forth": (
        "dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))",
        "dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))",
    ),
}

# What another tab writes into localStorage is seen some milliseconds later; here, when told to.
LAG = """
const {getItem, setItem} = Storage.prototype;
const own = {};
window.seesOthers = false;
Storage.prototype.setItem = function (key, text) {
  own[key] = text;
  setItem.call(this, key, text);
};
Storage.prototype.getItem = function (key) {
  return window.seesOthers ? getItem.call(this, key) : own[key] ?? null;
};
"""


def _two_tabs(context: BrowserContext, site: Site, mentor: Mentor) -> list[Page]:
    context.add_init_script(LAG)
    return [visit(context, site, mentor, "data-open") for _ in range(2)]


def test_two_first_questions_begin_one_conversation(
    context: BrowserContext, site: Site, mentor: Mentor
) -> None:
    tabs = _two_tabs(context, site, mentor)
    for tab, text in zip(tabs, ("one", "two"), strict=True):
        say(tab, text)
    for tab, text in zip(tabs, ("one", "two"), strict=True):
        expect(answers(tab).filter(has_text=f"heard: {text}")).to_have_count(1)
        tab.evaluate("window.seesOthers = true")
    for tab in tabs:
        expect(answers(tab)).to_have_count(2)
        expect(questions(tab)).to_have_count(2)


def test_what_two_tabs_could_not_send_is_sent_later(
    context: BrowserContext, site: Site, mentor: Mentor
) -> None:
    tabs = _two_tabs(context, site, mentor)
    context.route("**/chat/**", lambda route: route.abort())
    for tab, texts in zip(tabs, (("one", "two"), ("three",)), strict=True):
        for text in texts:
            say(tab, text)
        expect(questions(tab)).to_have_text(list(texts))
    for tab in tabs:
        tab.close()
    context.unroute("**/chat/**")
    page = visit(context, site, mentor, "data-open")
    expect(answers(page)).to_have_count(3)
    assert mentor.agent.heard == ["one", "two", "three"]


def test_a_new_name_is_taken_over_by_the_other_tab(
    context: BrowserContext, site: Site, mentor: Mentor
) -> None:
    tabs = [visit(context, site, mentor, "data-open") for _ in range(2)]
    say(tabs[0], "one")
    for tab in tabs:
        expect(answers(tab)).to_have_count(1)
    token = "Object.entries(localStorage).find(([key]) => key.startsWith('mentor-session'))[1]"
    forgetting.forget(f"web-{json.loads(tabs[0].evaluate(token)).split('.')[0]}")
    say(tabs[0], "two")
    for tab in tabs:
        expect(answers(tab).last).to_have_text("Mentor:heard: two")


def test_many_tabs_leave_room_for_a_question(
    context: BrowserContext, site: Site, mentor: Mentor
) -> None:
    """A browser opens six connections to a server: more streams would let no question through."""
    tabs = [visit(context, site, mentor, "data-open")]
    say(tabs[0], "one")
    tabs += [visit(context, site, mentor, "data-open") for _ in range(N_TABS - 1)]
    for tab in tabs:
        expect(answers(tab)).to_have_count(1)
    say(tabs[0], "two")
    expect(answers(tabs[0])).to_have_count(2)
    for tab in tabs:
        expect(answers(tab)).to_have_count(2, timeout=30_000)
    assert until(lambda: len(mentor._channel._listeners) <= MAX_LISTENERS)
    context.close()
    assert until(lambda: not len(mentor._channel._listeners))


@pytest.mark.parametrize("way", ["out of the page", "back and forth"])
def test_a_question_on_its_way_outlives_that_nobody_is_there(
    context: BrowserContext, site: Site, mentor: Mentor, way: str
) -> None:
    """A site that draws itself anew removes the widget; a browser keeps a page for "back"."""
    page = visit(context, site, mentor, "data-open")
    context.route("**/chat/**", lambda route: route.abort())
    say(page, "one")
    expect(page.locator(".note")).to_be_visible()
    leave, come = LEAVE_AND_COME[way]
    page.evaluate(leave)
    page.wait_for_timeout(500)  # by then it has given up
    context.unroute("**/chat/**")
    page.evaluate(come)
    expect(answers(page)).to_have_text(["Mentor:heard: one"])
    expect(questions(page)).to_have_text(["one"])
    expect(page.get_by_label("Your message")).to_have_value("")
    expect(page.locator(".note")).to_have_count(0)
    page.reload()
    expect(questions(page)).to_have_text(["one"])
    assert mentor.agent.heard == ["one"]

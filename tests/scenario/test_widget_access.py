"""The widget for everybody: axe, keyboard, zoom, forced colours, small screens, right to left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.scenario.widget import Mentor, Site, answers, axe, say, visit


def test_a_phone_gets_the_whole_screen(browser: Browser, site: Site, mentor: Mentor) -> None:
    context = browser.new_context(
        viewport={"width": 320, "height": 560}, has_touch=True, reduced_motion="reduce"
    )
    page = visit(context, site, mentor, "data-open")
    box = page.locator(".panel").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 320, "height": 560}
    expect(page.get_by_role("dialog")).to_have_attribute("aria-modal", "true")
    say(page, "table")
    expect(page.locator("article table")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for _ in range(30):  # the focus does not leave what covers the page
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.localName") == "backend-mentor"
    context.close()


def test_targets_are_large_enough(context: BrowserContext, site: Site, mentor: Mentor) -> None:
    page = visit(context, site, mentor, "data-open data-human=mailto:help@example.org")
    say(page, "table")
    page.get_by_role("button", name="Not helpful").click()
    page.locator("summary").first.click()
    for target in (
        page.locator("backend-mentor").locator("button, summary, a, textarea, input").all()
    ):
        box = target.bounding_box()
        if box is not None:
            assert min(box["width"], box["height"]) >= 24, target.inner_text()


def test_right_to_left(context: BrowserContext, site: Site, mentor: Mentor) -> None:
    page = visit(context, site, mentor, "data-lang=ar data-open")
    box = page.locator(".panel").bounding_box()
    assert box is not None
    assert box["x"] < 100
    expect(page.get_by_role("button", name="إرسال")).to_be_visible()


def _write(page: Page) -> None:
    say(page, "slow")
    expect(page.locator(".writing")).to_be_visible()


def _answer(page: Page) -> None:
    say(page, "table")
    expect(page.locator("article table")).to_be_visible()


def _unfold(page: Page) -> None:
    _answer(page)
    for summary in page.locator("summary").all():
        summary.click()
    page.locator(".judgement > button").last.click()
    expect(page.locator(".judgement input")).to_be_visible()


def _fail(page: Page) -> None:
    say(page, "fail")
    expect(page.locator(".note")).to_be_visible()


def _tell(page: Page) -> None:
    say(page, "told")
    expect(page.locator(".asked")).to_be_visible()


STATES: dict[str, tuple[dict[str, Any], str, Callable[[Page], None] | None]] = {
    "closed": ({}, "", None),
    "open": ({}, "data-open data-greeting=Hello data-prompts='One?|Two?'", None),
    "writing": ({}, "data-open", _write),
    "table": ({}, "data-open", _answer),
    "sources": ({}, "data-open data-human=mailto:help@example.org", _unfold),
    "error": ({}, "data-open", _fail),
    "told": ({}, "data-open", _tell),
    "dark": ({"color_scheme": "dark"}, "data-open data-greeting=Hello", _unfold),
    "forced colours": ({"forced_colors": "active"}, "data-open", _unfold),
    "right to left": ({}, "data-open data-lang=ar data-greeting=Hello", None),
    "phone": ({"viewport": {"width": 360, "height": 760}}, "data-open", _unfold),
    "zoom": ({"viewport": {"width": 450, "height": 380}}, "data-open", _unfold),
}


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(browser: Browser, site: Site, mentor: Mentor, state: str) -> None:
    options, attributes, act = STATES[state]
    size = {"width": 900, "height": 760}
    mentor.agent.replies["told"] = {"text": "It is so.", "custom": {"asked": "Is it so?"}}
    # The policy is left out for axe alone.
    options = {"viewport": size, "reduced_motion": "reduce", "bypass_csp": True, **options}
    context = browser.new_context(**options)
    page = visit(context, site, mentor, attributes)
    if state == "writing":
        mentor.agent.seconds = 3.0
    if act:
        act(page)
    found = axe(page)
    context.close()
    assert found == []


def test_the_state_of_a_button_is_seen_in_forced_colours(
    browser: Browser, site: Site, mentor: Mentor
) -> None:
    context = browser.new_context(forced_colors="active", reduced_motion="reduce")
    page = visit(context, site, mentor)
    launcher = page.get_by_role("button", name="Ask us")
    assert _style(launcher, "borderTopColor") != _style(launcher, "backgroundColor")
    launcher.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your message")).to_be_focused()
    assert _style(page.get_by_label("Your message"), "outlineStyle") == "solid"
    say(page, "answer")
    expect(answers(page)).to_have_count(1)
    helpful, unhelpful = page.locator(".judgement > button").all()
    helpful.click()
    assert _style(helpful, "backgroundColor") != _style(unhelpful, "backgroundColor")
    for message in page.locator(".message:not([hidden])").all():  # where it ends, without a ground
        assert _style(message, "borderTopColor") != _style(message, "backgroundColor")
    context.close()


def _style(element: Locator, name: str) -> str:
    value: str = element.evaluate("(each, name) => getComputedStyle(each)[name]", name)
    return value


@pytest.mark.parametrize("way", ["page", "text"])
def test_all_of_it_can_be_used_at_200_percent(
    browser: Browser, site: Site, mentor: Mentor, way: str
) -> None:
    """Zoomed by the browser (1280 by 800 as 640 by 400), or by the person's own text size."""
    size = {"width": 640, "height": 400} if way == "page" else {"width": 1280, "height": 800}
    options: dict[str, Any] = {"viewport": size, "device_scale_factor": 2}
    context = browser.new_context(reduced_motion="reduce", **options)
    page = visit(context, site, mentor, "data-open data-greeting=Hello data-prompts='One?|Two?'")
    if way == "text":
        page.evaluate("document.documentElement.style.fontSize = '200%'")
    _unfold(page)
    panel = page.locator(".panel").bounding_box()
    assert panel is not None
    assert panel["x"] >= 0
    assert panel["y"] >= 0
    assert panel["x"] + panel["width"] <= size["width"]
    assert panel["y"] + panel["height"] <= size["height"]
    log = page.locator(".log")
    assert log.evaluate("(log) => log.scrollWidth <= log.clientWidth")
    assert log.evaluate("(log) => log.clientHeight") >= 100  # enough of it to read
    for control in ("Your message", "Send", "Close the chat"):
        box = page.locator("backend-mentor").get_by_label(control, exact=True).first.bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= size["width"] - box["width"]
        assert 0 <= box["y"] <= size["height"] - box["height"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_what_unfolds_is_brought_into_sight(
    context: BrowserContext, site: Site, mentor: Mentor
) -> None:
    page = visit(context, site, mentor, "data-open")
    for _ in range(3):
        say(page, "answer")
    expect(answers(page)).to_have_count(3)
    page.get_by_role("button", name="Not helpful").last.click()
    expect(page.get_by_label("What was missing?")).to_be_in_viewport(ratio=1)
    page.locator("summary").last.click()
    expect(page.locator("blockquote").last).to_be_in_viewport(ratio=0.9)


def test_motion_stops_where_it_is_not_wanted(
    context: BrowserContext, site: Site, mentor: Mentor
) -> None:
    mentor.agent.seconds = 1.0
    page = visit(context, site, mentor, "data-open")
    say(page, "hello")
    expect(page.locator(".writing")).to_be_visible()
    running = "document.querySelector('backend-mentor').shadowRoot.getAnimations().length"
    assert page.evaluate(running) == 0

"""The page at the mentor's address for everybody: axe, zoom, large text, phones, targets."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.scenario.widget import Mentor, answers, axe, say

DARK = {"color_scheme": "dark"}
PHONE = {"viewport": {"width": 360, "height": 760}, "has_touch": True}
ZOOM = {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2}  # 1280 by 800 at 200 %
LOOKS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": DARK,
    "forced colours": {"forced_colors": "active"},
    "phone": PHONE,
    "phone, dark": {**PHONE, **DARK},
    "zoom": ZOOM,
    "zoom, dark": {**ZOOM, **DARK},
    "narrowest": {"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4},
}


def _open(browser: Browser, mentor: Mentor, **options: Any) -> Page:
    size = {"width": 1280, "height": 800}
    # The policy is left out for axe alone.
    options = {"viewport": size, "reduced_motion": "reduce", "bypass_csp": True, **options}
    page = browser.new_context(**options).new_page()
    page.goto(mentor.address)
    expect(page.get_by_label("Your message")).to_be_visible()
    return page


def _use(page: Page) -> None:
    """Bring out all that the page can show."""
    say(page, "table")
    expect(answers(page).locator("table")).to_be_visible()
    for summary in page.locator("summary").all():
        summary.click()
    page.get_by_role("button", name="Not helpful").click()
    expect(page.get_by_label("What was missing?")).to_be_visible()
    page.locator("#copy").click()
    expect(page.locator("#copied")).not_to_be_empty()


@pytest.mark.parametrize("is_used", [False, True], ids=["new", "used"])
@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing(browser: Browser, mentor: Mentor, look: str, is_used: bool) -> None:
    page = _open(browser, mentor, **LOOKS[look])
    if is_used:
        _use(page)
    found = axe(page)
    page.context.close()
    assert found == []


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("text_size", ["100%", "200%"])
def test_nothing_is_cut_off(browser: Browser, mentor: Mentor, look: str, text_size: str) -> None:
    page = _open(browser, mentor, **LOOKS[look])
    page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", text_size)
    _use(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for name in ("h1", ".lead", "h2", "#tag", "#copy", "#copied"):
        part = page.locator(f"main {name}").first
        assert part.evaluate("(each) => each.scrollWidth <= each.clientWidth + 1"), name
    log = page.locator(".log")
    assert log.evaluate("(log) => log.clientHeight") >= 60
    expect(page.get_by_label("Your message")).to_be_visible()
    page.context.close()


def test_targets_are_large_enough(browser: Browser, mentor: Mentor) -> None:
    page = _open(browser, mentor, **PHONE)
    _use(page)
    for target in page.locator("button, summary, a, textarea, input").all():
        box = target.bounding_box()
        if box is not None:
            assert min(box["width"], box["height"]) >= 24, target.inner_text()
    page.context.close()

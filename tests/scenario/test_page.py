"""The page in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.scenario.conftest import Server

HOSTILE = "<img src=x onerror=document.title='taken'> **bold** [link](javascript:alert(1))"


@pytest.fixture(scope="module")
def page(chromium: Path) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser.new_page(viewport={"width": 900, "height": 760})
        browser.close()


@pytest.fixture
def chat(page: Page, server: Server) -> Page:
    page.goto(server.address)
    return page


def say(chat: Page, text: str) -> None:
    chat.get_by_label("Your message").fill(text)
    chat.keyboard.press("Enter")


def test_a_question_is_answered_with_its_source(chat: Page, tmp_path: Path) -> None:
    chat.keyboard.type("what is oauth good for?")  # the field has the focus
    chat.keyboard.press("Enter")
    log = chat.get_by_role("log")
    expect(log).to_contain_text("what is oauth good for?")
    source = log.locator("details").first
    expect(source.locator("blockquote")).not_to_be_visible()
    source.locator("summary").click()
    expect(source.locator("blockquote")).to_contain_text("authori")
    assert chat.screenshot(path=tmp_path / "page.png")


def test_a_suggestion_asks_when_pressed(chat: Page) -> None:
    say(chat, "hello")
    suggestion = chat.locator(".suggestions button").first
    text = suggestion.inner_text()
    suggestion.press("Enter")
    expect(chat.locator(".message.mine").last).to_have_text(text)
    expect(chat.locator(".message:not(.mine)")).to_have_count(2)


def test_what_is_written_stays_text(chat: Page) -> None:
    say(chat, HOSTILE)
    expect(chat.locator(".message.mine")).to_have_text(HOSTILE)
    expect(chat.locator(".message:not(.mine)")).to_have_count(1)
    assert chat.title() == "Backend Mentor"
    assert chat.locator(".log img, a[href^=javascript]").count() == 0


def test_a_reply_is_drawn_from_markdown_without_markup(chat: Page) -> None:
    text = (
        f"{HOSTILE}\n\n- one\n- two\n\n| A | B |\n|---|---|\n| `x` | y |\n\n"
        "```\ncode <b>\n```\n\n2. second\n3. third"
    )
    reply = [{"recipient_id": "a", "text": text}]
    chat.route("**/webhooks/rest/webhook", lambda route: route.fulfill(json=reply))
    say(chat, "draw")
    message = chat.locator(".message:not(.mine)")
    expect(message.locator("strong")).to_have_text("bold")
    expect(message.locator("ul li")).to_have_text(["one", "two"])
    expect(message.locator("ol")).to_have_attribute("start", "2")
    expect(message.locator("td")).to_have_text(["x", "y"])
    expect(message.locator("pre")).to_have_text("code <b>")
    expect(message).to_contain_text("<img src=x")
    assert message.locator("img, b, a").count() == 0
    chat.unroute("**/webhooks/rest/webhook")


def test_an_error_can_be_tried_again(chat: Page) -> None:
    chat.route("**/webhooks/rest/webhook", lambda route: route.abort())
    say(chat, "hello")
    expect(chat.get_by_role("log")).to_contain_text("cannot be reached")
    chat.unroute("**/webhooks/rest/webhook")
    chat.get_by_role("button", name="Try again").click()
    expect(chat.locator(".message:not(.mine):not(.failed)")).to_have_count(1)
    assert chat.locator(".failed").count() == 0


def test_the_conversation_goes_on_after_a_reload(chat: Page) -> None:
    say(chat, "what is Python used for?")
    expect(chat.locator(".message:not(.mine)")).to_have_count(1)
    chat.reload()
    say(chat, "and for Java?")
    expect(chat.locator(".message:not(.mine)")).to_contain_text("Java")


def test_the_page_fits_a_phone(chat: Page) -> None:
    chat.set_viewport_size({"width": 320, "height": 560})
    say(chat, "hello")
    expect(chat.locator(".message:not(.mine)")).to_have_count(1)
    assert chat.evaluate("document.documentElement.scrollWidth <= innerWidth")

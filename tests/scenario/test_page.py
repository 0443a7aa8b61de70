"""The page at the mentor's address in a real browser, with the widget in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.scenario.conftest import Server

HOSTILE = "<img src=x onerror=document.title='taken'> **bold** [link](javascript:alert(1))"


@pytest.fixture
def chat(browser: Browser, server: Server) -> Iterator[Page]:
    """The page of a visitor who was never here before."""
    context = browser.new_context(viewport={"width": 1100, "height": 760})
    page = context.new_page()
    page.goto(server.address)
    yield page
    context.close()


def say(chat: Page, text: str) -> None:
    chat.get_by_label("Your message").fill(text)
    chat.keyboard.press("Enter")


def answers(chat: Page) -> Any:
    return chat.locator(".mine ~ article.message")


def test_a_question_is_answered_with_its_source(chat: Page) -> None:
    chat.keyboard.type("what is oauth good for?")  # the field has the focus
    chat.keyboard.press("Enter")
    log = chat.get_by_role("log")
    expect(log).to_contain_text("what is oauth good for?")
    source = log.locator("details").first
    expect(source.locator("blockquote")).not_to_be_visible()
    source.locator("summary").click()
    expect(source.locator("blockquote")).to_contain_text("authori")


def test_a_suggestion_asks_when_pressed(chat: Page) -> None:
    say(chat, "what is OAuth good for?")
    expect(answers(chat)).to_have_count(1)
    suggestion = answers(chat).locator(".suggestions button").first
    text = suggestion.inner_text()
    suggestion.press("Enter")
    expect(chat.locator(".mine .text").last).to_have_text(text)
    expect(answers(chat)).to_have_count(2)


def test_a_prompt_of_the_page_asks(chat: Page) -> None:
    example = chat.locator(".suggestions button").first
    example.click()
    expect(chat.locator(".mine .text")).to_have_text(example.inner_text())
    expect(answers(chat)).to_have_count(1)


def test_the_tag_can_be_copied(chat: Page, server: Server) -> None:
    expect(chat.locator("#tag")).to_contain_text(f'<script src="{server.address}/widget.js"')
    chat.get_by_role("button", name="Copy").click()
    expect(chat.locator("#copied")).to_contain_text("op")  # copied, or selected to be copied


def test_what_is_written_stays_text(chat: Page) -> None:
    say(chat, HOSTILE)
    expect(chat.locator(".mine .text")).to_have_text(HOSTILE)
    expect(answers(chat)).to_have_count(1)
    assert chat.title() == "Backend Mentor"
    assert chat.locator(".log img, a[href^=javascript]").count() == 0


def test_a_reply_is_drawn_from_markdown_without_markup(chat: Page) -> None:
    text = (
        f"{HOSTILE}\n\n- one\n- two\n\n| A | B |\n|---|---|\n| `x` | y |\n\n"
        "```\ncode <b>\n```\n\n2. second\n3. third"
    )
    reply = {"messages": [{"n": 1, "role": "mentor", "text": text, "custom": {}}], "open": []}
    chat.route("**/chat/messages*", lambda route: route.fulfill(json=reply))
    say(chat, "draw")
    message = chat.locator("article.message").last
    expect(message.locator("strong")).to_have_text("bold")
    expect(message.locator("ul li")).to_have_text(["one", "two"])
    expect(message.locator("ol")).to_have_attribute("start", "2")
    expect(message.locator("tbody :is(th, td)")).to_have_text(["x", "y"])
    expect(message.locator("pre")).to_have_text("code <b>")
    expect(message).to_contain_text("<img src=x")
    assert message.locator("img, b, a").count() == 0


def test_an_error_can_be_tried_again(chat: Page) -> None:
    chat.route("**/chat/messages*", lambda route: route.abort())
    say(chat, "hello")
    expect(chat.get_by_role("log")).to_contain_text("No connection")
    chat.wait_for_timeout(3800)  # by now the widget pauses for seconds between its own attempts
    chat.unroute("**/chat/messages*")
    chat.get_by_role("button", name="Try again").click()
    expect(answers(chat)).to_have_count(1)
    assert chat.locator(".failed").count() == 0


def test_the_conversation_goes_on_after_a_reload(chat: Page) -> None:
    say(chat, "what is Python used for?")
    expect(answers(chat)).to_have_count(1)
    chat.reload()
    expect(answers(chat)).to_have_count(1)
    say(chat, "and for Java?")
    expect(answers(chat)).to_have_count(2)
    expect(answers(chat).last).to_contain_text("Java")


def test_the_page_fits_a_phone(chat: Page) -> None:
    chat.set_viewport_size({"width": 320, "height": 560})
    say(chat, "hello")
    expect(answers(chat)).to_have_count(1)
    assert chat.evaluate("document.documentElement.scrollWidth <= innerWidth")

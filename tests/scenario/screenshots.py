"""`make screenshots`: the page and the widget as people see them, into docs/images."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from knowledge.home import REPOSITORY
from tests.scenario.conftest import Server

IMAGES = REPOSITORY / "docs" / "images"
HOST = (
    "<!doctype html><html lang=en><meta name=viewport content='width=device-width'>"
    "<meta name=color-scheme content='light dark'><title>A shop</title>"
    "<body style='font:16px system-ui;margin:3rem;max-width:40rem'>"
    "<h1>Any website</h1><p>The tag adds the button and the conversation.</p>"
    "<script src=/widget.js data-title='Ask the mentor' data-greeting='Hello! What would you "
    "like to know?'></script>"
)


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


def ask(page: Page, text: str, n: int) -> None:
    page.get_by_label("Your message").fill(text)
    page.keyboard.press("Enter")
    expect(page.locator("article.message .more")).to_have_count(n, timeout=20_000)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page(browser: Browser, server: Server, scheme: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(server.address)
    ask(page, "what is OAuth good for?", 1)
    page.locator("summary").first.click()
    page.screenshot(path=IMAGES / ("page.png" if scheme == "light" else "page-dark.png"))
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_the_widget(browser: Browser, server: Server, device: str, scheme: str) -> None:
    size = {"width": 390, "height": 780} if device == "phone" else {"width": 1000, "height": 760}
    page = browser.new_page(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
    page.route("**/shop", lambda route: route.fulfill(body=HOST, content_type="text/html"))
    page.goto(f"{server.address}/shop")
    page.get_by_role("button", name="Ask the mentor").click()
    ask(page, "what is the difference between frontend and backend?", 1)
    page.screenshot(path=IMAGES / f"widget-{device}-{scheme}.png")
    page.close()


def test_the_console(browser: Browser, server: Server) -> None:
    page = browser.new_page(viewport={"width": 1200, "height": 850})
    page.goto(f"{server.address}/console/teach?question=What+is+a+REST+API%3F&answer=Sleep.")
    page.get_by_role("button", name="Teach").click()
    page.get_by_role("button", name="Save all the same").click()
    page.wait_for_url("**/releases/**", timeout=120_000)
    page.screenshot(path=IMAGES / "console-refused.png", full_page=True)
    page.close()

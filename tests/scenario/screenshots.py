"""`make screenshots`: the page and the widget as people see them, into docs/images."""

from __future__ import annotations

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

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


def ask(page: Page, text: str) -> None:
    """Ask and wait for the answer with its sources."""
    n = page.locator(".judgement").count()
    page.get_by_label("Your message").fill(text)
    page.keyboard.press("Enter")
    expect(page.locator(".judgement")).to_have_count(n + 1, timeout=20_000)
    page.wait_for_timeout(200)  # the panel has risen


def shoot(page: Page, name: str) -> None:
    """Keep what is seen, in few colours: flat areas need no more."""
    path = IMAGES / f"{name}.png"
    page.screenshot(path=path)
    picture = Image.open(path).convert("RGB")
    picture.quantize(192, dither=Image.Dither.NONE).save(path, optimize=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page(browser: Browser, server: Server, scheme: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(server.address)
    ask(page, "what is OAuth good for?")
    page.locator("summary").first.click()
    shoot(page, "page" if scheme == "light" else "page-dark")
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_the_widget(browser: Browser, server: Server, device: str, scheme: str) -> None:
    size = {"width": 390, "height": 780} if device == "phone" else {"width": 1000, "height": 760}
    page = browser.new_page(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
    page.route("**/shop", lambda route: route.fulfill(body=HOST, content_type="text/html"))
    page.goto(f"{server.address}/shop")
    page.get_by_role("button", name="Ask the mentor").click()
    ask(page, "what is the difference between frontend and backend?")
    expect(page.locator("article table")).to_be_visible()
    page.locator("summary").first.click()
    page.wait_for_timeout(200)
    page.locator(".log").evaluate(
        "(log) => { log.scrollTop = log.querySelector('table').closest('article').offsetTop - 8; }"
    )
    shoot(page, f"widget-{device}-{scheme}")
    page.close()


def test_the_console(browser: Browser, server: Server) -> None:
    page = browser.new_page(viewport={"width": 1200, "height": 850})
    page.goto(f"{server.address}/console/teach?question=What+is+a+REST+API%3F&answer=Sleep.")
    page.get_by_role("button", name="Teach").click()
    page.get_by_role("button", name="Save all the same").click()
    page.wait_for_url("**/releases/**", timeout=120_000)
    page.screenshot(path=IMAGES / "console-refused.png", full_page=True)
    page.close()

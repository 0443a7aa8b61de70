"""A person behind the mentor, what is told later, and a visitor forgotten; in a real browser."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from connectors.web import chores, forgetting, handovers
from knowledge.notebook import Notebook
from tests.scenario.widget import GOLDEN, Mentor, Site, answers, axe, questions, say, until, visit

QUESTION_ID = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"


class Webhook:
    """Takes requests, or refuses them."""

    def __init__(self) -> None:
        self.status = 200
        self.taken: list[tuple[str, dict[str, Any]]] = []
        self.n_calls = 0
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                hook.n_calls += 1
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if hook.status == 200:
                    hook.taken.append((self.headers["Idempotency-Key"], json.loads(body)))
                self.send_response(hook.status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}/requests"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def webhook() -> Iterator[Webhook]:
    started = Webhook()
    yield started
    started.stop()


@pytest.fixture(scope="module")
def shared_mentor(environment: None, webhook: Webhook) -> Iterator[Mentor]:
    """A mentor that passes requests on, quickly."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MENTOR_HUMAN_WEBHOOK", webhook.address)
        patch.setattr(handovers, "FIRST_PAUSE_SECONDS", 0.1)
        patch.setattr(chores, "EVERY_SECONDS", 0.2)
        started = Mentor()
        yield started
        started.stop()


def ask_person(page: Page) -> None:
    page.locator("header").get_by_role("button", name="Talk to a person").press("Enter")
    contact = page.get_by_label("Where can a person reach you?")
    expect(contact).to_be_focused()
    page.keyboard.type("ann@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type("Which course fits me?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def test_a_request_reaches_a_person_once(
    context: BrowserContext, site: Site, mentor: Mentor, webhook: Webhook
) -> None:
    page = visit(context, site, mentor, "data-open")
    say(page, "refusal")
    expect(answers(page)).to_have_count(1)
    webhook.status, webhook.n_calls = 503, 0
    ask_person(page)
    expect(page.get_by_role("log")).to_contain_text("A person will answer you at ann@example.org")
    expect(page.get_by_label("Your message")).to_be_focused()
    assert until(lambda: webhook.n_calls >= 2)  # it is tried again, and kept over restarts
    mentor.stop()
    webhook.status = 200
    mentor.start()
    assert until(lambda: len(webhook.taken) == 1)
    page.wait_for_timeout(500)
    ((id, request),) = webhook.taken
    assert id
    assert request["contact"] == "ann@example.org"
    assert request["message"] == "Which course fits me?"
    assert request["text"].startswith("ann@example.org would like to talk to a person.")
    assert [said["role"] for said in request["messages"]] == ["person", "mentor"]
    assert request["person"].startswith("web-")
    assert request["page"].startswith(site.address)
    assert page.evaluate("violations") == []


def test_what_was_written_stays_when_it_does_not_get_through(
    context: BrowserContext, site: Site, mentor: Mentor
) -> None:
    page = visit(context, site, mentor, "data-open")
    context.route("**/chat/human", lambda route: route.abort())
    ask_person(page)
    expect(page.get_by_role("alert")).to_contain_text("did not get through")
    expect(page.get_by_label("What is it about?")).to_have_value("Which course fits me?")
    context.unroute("**/chat/human")
    page.locator(".request").get_by_role("button", name="Send").click()
    expect(page.get_by_role("log")).to_contain_text("A person will answer you")


def test_the_form_can_be_left(context: BrowserContext, site: Site, mentor: Mentor) -> None:
    page = visit(context, site, mentor, "data-open")
    page.get_by_role("button", name="Talk to a person").click()
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".request")).to_have_count(0)
    expect(page.get_by_label("Your message")).to_be_focused()


def test_axe_finds_nothing_in_the_form(browser: Browser, site: Site, mentor: Mentor) -> None:
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce")
    page = visit(context, site, mentor, "data-open")
    page.get_by_role("button", name="Talk to a person").click()
    found = axe(page)
    context.close()
    assert found == []


def test_an_address_of_the_page_comes_first(
    context: BrowserContext, site: Site, mentor: Mentor
) -> None:
    page = visit(context, site, mentor, "data-open data-human=tel:+123")
    link = page.get_by_role("link", name="Talk to a person")
    expect(link).to_have_attribute("href", "tel:+123")


def test_what_was_learnt_since_is_told_once(
    context: BrowserContext, site: Site, mentor: Mentor
) -> None:
    custom = GOLDEN["refusal"]["custom"] | {"question_id": QUESTION_ID}
    mentor.agent.replies["is it so?"] = GOLDEN["refusal"] | {"custom": custom}
    page = visit(context, site, mentor, "data-open")
    say(page, "is it so?")
    expect(answers(page)).to_have_count(1)
    page.goto("about:blank")
    book = Notebook.from_environment()
    reply = GOLDEN["answer"]
    assert book.tell_later(QUESTION_ID, "web", "is it so?", reply["text"], reply["custom"])
    assert until(lambda: not book.to_tell("web"))
    page = visit(context, site, mentor)  # the next visit
    launcher = page.get_by_role("button", name="Ask us, New answer")
    expect(launcher).to_be_visible()
    launcher.click()
    expect(answers(page)).to_have_count(2)
    expect(answers(page).last).to_contain_text("You asked earlier: is it so?")
    expect(answers(page).last).to_contain_text("An open standard for secure authorization")
    page.reload()
    launcher = page.get_by_role("button", name="Ask us", exact=True)
    page.wait_for_timeout(1800)  # by then it has looked for news
    expect(launcher).to_be_visible()
    launcher.click()
    expect(answers(page)).to_have_count(2)


def test_who_was_forgotten_begins_anew(context: BrowserContext, site: Site, mentor: Mentor) -> None:
    page = visit(context, site, mentor, "data-open")
    say(page, "one")
    expect(answers(page)).to_have_count(1)
    token = "Object.entries(localStorage).find(([key]) => key.startsWith('mentor-session'))[1]"
    visitor = json.loads(page.evaluate(token)).split(".")[0]
    gone = forgetting.forget(f"web-{visitor}")
    assert gone == {"messages of the widget": 2, "requests for a person": 0}
    assert forgetting.forget("slack-U1") == {}
    say(page, "two")  # in the page that is still open, under another name
    expect(answers(page)).to_have_text(["Mentor:heard: one", "Mentor:heard: two"])
    page.reload()
    expect(questions(page)).to_have_text(["two"])
    expect(answers(page)).to_have_text(["Mentor:heard: two"])

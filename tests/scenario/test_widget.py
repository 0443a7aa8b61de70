"""The widget on pages of other sites, in a real browser."""

from __future__ import annotations

import gzip
import os

import httpx
from playwright.sync_api import (
    APIResponse,
    BrowserContext,
    CDPSession,
    Page,
    Route,
    expect,
)

from connectors.web.assets import widget
from connectors.web.limits import Rate
from tests.conftest import Figures
from tests.scenario.conftest import Server
from tests.scenario.widget import GOLDEN, Mentor, Site, answers, questions, say, until, visit

MAX_GZIPPED_BYTES = 15_000
SHADOW = "document.querySelector('backend-mentor').shadowRoot"
# What would have run sets `taken`; the dialogs of alert() would fail a test by hanging it.
TAKE = "window.taken=1"
HOSTILE = [
    f"<script>{TAKE}</script>",
    f"<img src=x onerror={TAKE}>",
    f"<svg onload={TAKE}>",
    f"<svg><script>{TAKE}</script></svg>",
    f"<iframe srcdoc='<script>parent.{TAKE}</script>'></iframe>",
    f"<details open ontoggle={TAKE}>x</details>",
    f"<body onload={TAKE}>",
    f"<input autofocus onfocus={TAKE}>",
    f"<a href=javascript:{TAKE}>x</a>",
    f"<math><mi xlink:href=javascript:{TAKE}>x</mi></math>",
    f"<template><script>{TAKE}</script></template>",
    f"<style>@import 'javascript:{TAKE}';</style>",
    f"<object data=javascript:{TAKE}>",
    f"<embed src=javascript:{TAKE}>",
    f"<video><source onerror={TAKE}></video>",
    f"<form action=javascript:{TAKE}><button>x</button></form>",
    f"</textarea><script>{TAKE}</script>",
    f"--><script>{TAKE}</script>",
    f"]]><script>{TAKE}</script>",
    f'" onmouseover="{TAKE}',
    f"' autofocus onfocus='{TAKE}",
    f"[x](javascript:{TAKE})",
    f"[x](JaVaScRiPt:{TAKE})",
    f"[x](data:text/html,<script>{TAKE}</script>)",
    f"[x](vbscript:{TAKE})",
    f'[x](//evil.example/"onclick="{TAKE})',
    f'![x](x"onerror="{TAKE})',
    f"**<img src=x onerror={TAKE}>**",
    f"`<img src=x onerror={TAKE}>`",
    f"- <img src=x onerror={TAKE}>",
    f"| <img src=x onerror={TAKE}> | b |\n|---|---|\n| <svg onload={TAKE}> | d |",
    f"```\n</code><script>{TAKE}</script>\n```",
    f"# <script>{TAKE}</script>",
    f"\u202e<script>{TAKE}</script>\x00\ufeff",
    f"{{{{constructor.constructor('{TAKE}')()}}}}",
]


# -- The frame ----------------------------------------------------------------------------------


def test_the_widget_is_small(mentor: Mentor, figures: Figures) -> None:
    n_bytes = len(gzip.compress(widget()))
    figures.say(
        f"widget.js with its style: {n_bytes:,} bytes gzipped, at most {MAX_GZIPPED_BYTES:,}"
    )
    assert n_bytes <= MAX_GZIPPED_BYTES
    packed = httpx.get(f"{mentor.address}/widget.js", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) <= n_bytes


def test_a_conversation_by_keyboard_alone(
    context: BrowserContext, site: Site, mentor: Mentor
) -> None:
    page = visit(context, site, mentor)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    launcher = page.get_by_role("button", name="Ask us")
    expect(launcher).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Ask us")).to_be_visible()
    expect(page.get_by_label("Your message")).to_be_focused()
    page.keyboard.type("answer")
    page.keyboard.press("Enter")
    expect(answers(page)).to_have_count(1)
    for _ in range(10):  # back from the field: feedback, suggestions, sources
        page.keyboard.press("Shift+Tab")
        if page.evaluate(
            "document.querySelector('backend-mentor').shadowRoot.activeElement.matches('summary')"
        ):
            break
    page.keyboard.press("Enter")
    expect(page.locator("blockquote").last).to_be_visible()
    page.keyboard.press("Tab")  # the next stop is a suggestion: this source has no address
    page.keyboard.press("Enter")
    expect(questions(page)).to_have_text(["answer", GOLDEN["answer"]["custom"]["suggestions"][0]])
    expect(page.get_by_label("Your message")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(launcher).to_be_focused()


def test_the_page_opens_asks_and_hears(context: BrowserContext, site: Site, mentor: Mentor) -> None:
    page = visit(context, site, mentor)
    page.evaluate(
        "window.events = []; for (const name of ['open', 'close'])"
        " addEventListener(`mentor:${name}`, () => events.push(name))"
    )
    page.locator("#own").focus()
    page.evaluate("document.querySelector('backend-mentor').ask('hello')")
    expect(answers(page)).to_have_text(["Mentor:heard: hello"])
    assert page.evaluate("answers") == 1
    page.evaluate("document.querySelector('backend-mentor').close()")
    expect(page.locator("#own")).to_be_focused()  # where the focus was
    assert page.evaluate("events") == ["open", "close"]


def test_a_strict_policy_is_not_violated(
    context: BrowserContext, site: Site, mentor: Mentor
) -> None:
    page = visit(context, site, mentor, "data-open data-greeting='Hello **you**'")
    say(page, "table")
    expect(page.locator("article table")).to_be_visible()
    page.get_by_role("button", name="Not helpful").click()
    page.locator("summary").first.click()
    expect(page.get_by_role("status").filter(has_text="Thank you.")).to_be_visible()
    assert page.evaluate("violations") == []
    colour = page.locator("button[type=submit] >> nth=0").evaluate(
        "(each) => getComputedStyle(each).backgroundColor"
    )
    assert colour not in ("rgba(0, 0, 0, 0)", "rgb(239, 239, 239)")  # the style holds


def test_the_closed_button_shifts_nothing(
    context: BrowserContext, site: Site, mentor: Mentor, figures: Figures
) -> None:
    requests: list[str] = []
    context.on("request", lambda request: requests.append(request.url))
    page = visit(context, site, mentor)
    expect(page.get_by_role("button", name="Ask us")).to_be_visible()
    shift = page.evaluate(
        "new Promise((done) => { let sum = 0; const seen = new PerformanceObserver((list) =>"
        " list.getEntries().forEach((entry) => { sum += entry.value; }));"
        " seen.observe({type: 'layout-shift', buffered: true});"
        " setTimeout(() => done(sum), 200); })"
    )
    figures.say(f"the closed button: a layout shift of {shift}")
    assert shift == 0
    assert [
        url for url in requests if "/chat/" in url
    ] == []  # nothing is asked before a person does


def test_the_host_page_is_hardly_delayed(
    context: BrowserContext, site: Site, mentor: Mentor, figures: Figures
) -> None:
    page = visit(context, site, mentor)
    devtools = context.new_cdp_session(page)
    devtools.send("Performance.enable")
    busy_ms = min(_busy_ms(page, devtools) for _ in range(5))  # what other programs take is no work
    expect(page.get_by_role("button", name="Ask us")).to_be_visible()
    figures.say(f"the closed button: {busy_ms:.0f} ms of main-thread work on the page, below 50")
    assert busy_ms < 50


def _busy_ms(page: Page, devtools: CDPSession) -> float:
    """Load the page once more; return how long its main thread was busy until then."""
    page.reload(wait_until="load")
    measured = devtools.send("Performance.getMetrics")["metrics"]
    metrics = {each["name"]: each["value"] for each in measured}
    work = ("ScriptDuration", "LayoutDuration", "RecalcStyleDuration")
    return 1000 * float(sum(metrics[name] for name in work))


def test_an_answer_is_announced_once(context: BrowserContext, site: Site, mentor: Mentor) -> None:
    page = visit(context, site, mentor, "data-open")
    log = page.get_by_role("log", name="Conversation")
    log.evaluate(
        "(log) => { window.added = []; new MutationObserver((all) => all.forEach((each) =>"
        " each.addedNodes.forEach((node) => added.push(node.textContent)))).observe("
        "log, {childList: true, subtree: true}); }"
    )
    say(page, "hello")
    expect(answers(page)).to_have_count(1)
    page.wait_for_timeout(300)
    assert page.evaluate("added") == ["You:hello", "Mentor:heard: hello"]
    expect(log).to_have_attribute("aria-live", "polite")


def test_a_long_answer_begins_at_its_beginning(
    context: BrowserContext, site: Site, mentor: Mentor
) -> None:
    page = visit(context, site, mentor, "data-open")
    say(page, "long")
    expect(answers(page)).to_have_count(1)
    top = "(each) => each.getBoundingClientRect().top"
    assert 0 <= answers(page).evaluate(top) - page.locator(".log").evaluate(top) < 40
    page.locator(".log").evaluate("(log) => { log.scrollTop = 0; }")
    mentor.agent.seconds = 0.5
    page.evaluate("document.querySelector('backend-mentor').ask('hello')")
    page.locator(".log").evaluate("(log) => { log.scrollTop = 5; }")  # reads on above
    expect(page.get_by_role("button", name="New answer")).to_be_visible()
    assert page.locator(".log").evaluate("(log) => log.scrollTop") == 5
    page.get_by_role("button", name="New answer").click()
    expect(answers(page).last).to_be_in_viewport()
    assert page.evaluate("scrollY") == 0


def test_a_source_leads_to_its_sentence(
    context: BrowserContext, site: Site, mentor: Mentor
) -> None:
    page = visit(context, site, mentor, "data-open")
    say(page, "answer")
    page.locator("summary").first.click()
    address = page.locator(".source a").first.get_attribute("href")
    assert address is not None
    assert address.startswith("https://example.org/guide#security:~:text=An%20open%20standard")
    assert address.endswith("for%20granting%20third%2Dparty%20access.")


# -- Safety -------------------------------------------------------------------------------------


def test_nothing_hostile_is_executed(context: BrowserContext, site: Site, mentor: Mentor) -> None:
    page = visit(context, site, mentor, "data-open")
    for name in ("title", "greeting", "prompts"):  # the page's own words are no markup either
        page.evaluate(
            "([name, text]) => document.querySelector('backend-mentor').setAttribute(name, text)",
            [name, "|".join(HOSTILE[:12])],
        )
        _open_and_check(page)
    page.evaluate("document.querySelector('backend-mentor').removeAttribute('greeting')")
    page.evaluate("document.querySelector('backend-mentor').removeAttribute('prompts')")
    for hostile in HOSTILE:
        source = {"id": "x", "title": hostile, "section": hostile, "url": hostile, "quote": hostile}
        custom = {
            "kind": "answer",
            "sources": [source, {**source, "url": f"javascript:{TAKE}"}],
            "suggestions": [hostile],
            "question_id": hostile,
            "asked": hostile,
        }
        mentor.agent.replies[hostile.replace("\x00", "\ufffd")] = {
            "text": hostile,
            "custom": custom,
        }
    for at, hostile in enumerate(HOSTILE, start=1):
        page.evaluate("(text) => document.querySelector('backend-mentor').ask(text)", hostile)
        expect(answers(page)).to_have_count(at)
    _open_and_check(page)
    page.reload()  # now from the stored history
    expect(answers(page)).to_have_count(len(HOSTILE))
    _open_and_check(page)


def _open_and_check(page: Page) -> None:
    unfold = "querySelectorAll('details').forEach((each) => { each.open = true; })"
    page.evaluate(f"{SHADOW}.{unfold}")
    assert page.evaluate("window.taken") is None
    assert page.evaluate("violations") == []
    made = "script, img, iframe, object, embed, video, form form, math, style"
    assert page.evaluate(f"{SHADOW}.querySelectorAll('{made}').length") == 0
    links = page.evaluate(f"[...{SHADOW}.querySelectorAll('a')].map((each) => each.protocol)")
    assert set(links) <= {"http:", "https:"}


def test_a_slash_stays_a_text(context: BrowserContext, site: Site, mentor: Mentor) -> None:
    page = visit(context, site, mentor, "data-open")
    say(page, "/restart")
    expect(answers(page)).to_have_text(["Mentor:heard: /restart"])


# -- Nothing lost, nothing twice ----------------------------------------------------------------


def test_reload_and_second_tab_have_the_history(
    context: BrowserContext, site: Site, mentor: Mentor
) -> None:
    page = visit(context, site, mentor, "data-open")
    say(page, "one")
    expect(answers(page)).to_have_count(1)
    page.reload()
    expect(questions(page)).to_have_text(["one"])
    expect(answers(page)).to_have_text(["Mentor:heard: one"])
    second = visit(context, site, mentor, "data-open")
    expect(answers(second)).to_have_count(1)
    say(second, "two")
    expect(answers(second)).to_have_count(2)
    expect(answers(page)).to_have_count(2)
    expect(questions(page)).to_have_text(["one", "two"])
    assert second.evaluate("answers") == 1  # the history is no news


def test_a_reload_in_mid_answer_loses_nothing(
    context: BrowserContext, site: Site, mentor: Mentor
) -> None:
    mentor.agent.seconds = 1.0
    page = visit(context, site, mentor, "data-open")
    say(page, "slow")
    assert until(lambda: mentor.agent.heard == ["slow"])
    page.reload()
    expect(questions(page)).to_have_text(["slow"])
    expect(page.get_by_role("status").filter(has_text="writing")).to_be_visible()
    expect(answers(page)).to_have_text(["Mentor:heard: slow"])
    assert mentor.agent.heard == ["slow"]


def test_a_reply_on_a_lost_connection_arrives_after_it(
    context: BrowserContext, site: Site, mentor: Mentor
) -> None:
    replies: list[APIResponse] = []

    def lose(route: Route) -> None:
        if not replies:  # the mentor answers, and the answer does not arrive
            replies.append(route.fetch())
        route.abort()

    page = visit(context, site, mentor, "data-open")
    context.route("**/chat/messages*", lose)
    say(page, "one")
    say(page, "while offline")
    expect(page.get_by_role("status").filter(has_text="No connection")).to_be_visible()
    page.wait_for_timeout(1500)
    assert [reply.status for reply in replies] == [200]
    expect(answers(page)).to_have_count(0)
    context.unroute("**/chat/messages*")
    expect(answers(page)).to_have_text(["Mentor:heard: one", "Mentor:heard: while offline"])
    expect(questions(page)).to_have_text(["one", "while offline"])
    assert mentor.agent.heard == ["one", "while offline"]


def test_a_question_asked_without_a_mentor_waits_for_one(
    context: BrowserContext, site: Site, environment: None
) -> None:
    mentor = Mentor()
    page = visit(context, site, mentor, "data-open")
    say(page, "first")
    expect(answers(page)).to_have_count(1)
    mentor.stop()
    say(page, "second")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="No connection")).to_be_visible()
    mentor.start()  # the widget finds it by itself
    both = ["Mentor:heard: first", "Mentor:heard: second"]
    expect(answers(page)).to_have_text(both, timeout=15_000)
    expect(page.locator(".note")).to_have_count(0)
    mentor.stop()


def test_a_killed_server_loses_nothing(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    page.goto(server.address)
    say(page, "what is OAuth good for?")
    expect(answers(page)).to_have_count(2)  # with the greeting
    os.kill(server.children()["server"], 9)
    say(page, "what is Redis?")
    expect(answers(page)).to_have_count(3, timeout=60_000)
    expect(answers(page).last).to_contain_text("Redis")
    page.reload()
    expect(questions(page)).to_have_text(["what is OAuth good for?", "what is Redis?"])
    expect(answers(page)).to_have_count(3)


def test_what_failed_can_be_tried_again(
    context: BrowserContext, site: Site, mentor: Mentor
) -> None:
    page = visit(context, site, mentor, "data-open")
    say(page, "fail")
    expect(page.locator(".note")).to_contain_text("could not answer")
    page.reload()
    again = page.get_by_role("button", name="Try again")
    mentor.agent.replies["fail"] = {"text": "now"}
    again.click()
    expect(page.locator(".note")).to_contain_text("could not answer")  # it still fails
    assert mentor.agent.heard == ["fail", "fail"]


def test_the_widget_waits_when_it_asks_too_often(
    context: BrowserContext, site: Site, environment: None
) -> None:
    mentor = Mentor(visitor_rate=Rate(burst=1, per_minute=30))
    page = visit(context, site, mentor, "data-open")
    say(page, "one")
    say(page, "two")
    expect(page.get_by_role("status").filter(has_text="too many questions")).to_be_visible()
    expect(answers(page)).to_have_text(["Mentor:heard: one", "Mentor:heard: two"])
    assert mentor.agent.heard == ["one", "two"]
    mentor.stop()


def test_feedback_is_kept(context: BrowserContext, site: Site, mentor: Mentor) -> None:
    page = visit(context, site, mentor, "data-open")
    say(page, "answer")
    page.get_by_role("button", name="Not helpful").click()
    page.get_by_label("What was missing?").fill("an example")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Not helpful")).to_be_focused()
    page.reload()
    pressed = page.get_by_role("button", name="Not helpful")
    expect(pressed).to_have_attribute("aria-pressed", "true")

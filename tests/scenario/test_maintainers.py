"""The maintainers' loop over a real server and in a real browser, as one story; and what a crash
in the middle leaves."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bot.stack import wait_until
from knowledge.home import REPOSITORY, Home
from knowledge.notebook import Notebook
from knowledge.releases import Releases
from tests import tea
from tests.maintained import run, tea_home
from tests.scenario.conftest import Server, start

AXE = REPOSITORY / ".venv" / "npm" / "node_modules" / "axe-core" / "axe.min.js"
QUESTION = "How do I get a tea stain out of a shirt?"
ALSO = "remove tea stains from clothes"
ANSWER = "Soak the shirt in water with **baking soda** for an hour, then wash it."
KNOWN, KNOWN_ANSWER = tea.PAIRS[0][:2]
RETIRED, RETIRED_ANSWER = tea.PAIRS[1][:2]
THIEF = "Tea never expires."
PATIENCE_MS = 60_000  # for a teaching on a busy machine; it takes 2 s on an idle one


@pytest.fixture(scope="module")
def tea_trained(trained: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home that knows tea, with its first release; not to be changed."""
    home = tea_home(tmp_path_factory.mktemp("tea"), trained / ".mentor")
    done = run(home, "train")
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture(scope="module")
def maintained(tea_trained: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    root = tmp_path_factory.mktemp("maintained") / "home"
    shutil.copytree(tea_trained.root, root, symlinks=True)
    return Home(root)


@pytest.fixture(scope="module")
def tea_server(maintained: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    started = start(maintained.root, tmp_path_factory.mktemp("tea-server") / "output")
    yield started
    started.interrupt()


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without"], scope="module")
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    made = browser.new_context(java_script_enabled=request.param)
    made.set_default_timeout(PATIENCE_MS)
    yield made
    made.close()


def says(server: Server, text: str, answer: str) -> bool:
    return bool(server.ask(text, sender="later")["text"].startswith(answer[:20]))


def test_the_story(maintained: Home, tea_server: Server, browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page()
    page.set_default_timeout(PATIENCE_MS)
    console = f"{tea_server.address}/console"

    # A question is refused, and stands in the list.
    assert tea_server.ask(QUESTION, sender="ann")["custom"]["kind"] == "refusal"
    page.goto(console)
    gap = page.locator("main li", has_text=QUESTION)
    expect(gap).to_contain_text("1 person")

    # It is taught with a paraphrase; the gate passes; it is live, and the asker is to be told.
    gap.get_by_role("link", name="Teach an answer").click()
    page.get_by_label("Other phrasings").fill(ALSO)
    page.get_by_label("Answer", exact=True).fill(ANSWER)
    page.get_by_role("button", name="Teach").click()
    expect(page.get_by_role("status")).to_have_text("It is live.")
    expect(page.locator("main")).to_contain_text("The gate let it through.")
    assert wait_until(lambda: says(tea_server, ALSO, "Soak the shirt"), seconds=20)
    notebook = Notebook.of(maintained)
    assert wait_until(lambda: bool(notebook.to_tell("rest")), seconds=60)
    (told,) = notebook.to_tell("rest")
    assert (told.question, told.payload["kind"]) == (QUESTION, "answer")
    page.goto(console)
    expect(page.locator("main")).not_to_contain_text(QUESTION)

    # A bad pair is shown as a collision, refused by the gate if saved all the same, and kept.
    page.goto(f"{console}/teach")
    page.get_by_label("Question").fill(KNOWN)
    page.get_by_label("Answer", exact=True).fill(THIEF)
    page.get_by_role("button", name="Teach").click()
    expect(page.locator("main")).to_contain_text(f"“{KNOWN}” has another answer now")
    assert THIEF not in [lesson.answer for lesson in notebook.lessons()]
    page.get_by_role("button", name="Save all the same").click()
    expect(page.get_by_role("status")).to_have_text(re.compile("kept, but not live"))
    broken = page.locator("tr", has_text="pairs, as taught").filter(has_text=THIEF)
    expect(broken).to_contain_text(KNOWN)
    assert says(tea_server, KNOWN, KNOWN_ANSWER)
    assert [one.answer for one in notebook.lessons(state="refused")] == [THIEF]

    # Made live by hand it answers; a rollback restores the old answer and loses nothing.
    page.get_by_role("button", name="Make it live").click()
    expect(page.get_by_role("status")).to_have_text("It is live.")
    assert wait_until(lambda: says(tea_server, KNOWN, THIEF), seconds=20)
    page.goto(f"{console}/releases")
    page.get_by_role("button", name=re.compile("Roll the newest")).click()
    expect(page.get_by_role("status")).to_contain_text("taken back")
    assert wait_until(lambda: says(tea_server, KNOWN, KNOWN_ANSWER), seconds=20)
    assert says(tea_server, ALSO, "Soak the shirt")
    assert [one.answer for one in notebook.lessons(state="withdrawn")] == [THIEF]
    page.close()

    # Exported and imported again, the pairs give the same release.
    assert run(maintained, "train").returncode == 0
    file = tmp_path / "pairs.yml"
    assert run(maintained, "export", str(file)).returncode == 0
    other = tea_home(tmp_path / "other", maintained.state)
    shutil.rmtree(other.pairs)
    for arguments in (("import", str(file)), ("train",)):
        done = run(other, *arguments)
        assert done.returncode == 0, done.stderr
    assert Releases(other).promoted().id == Releases(maintained).promoted().id


def test_a_pair_is_retired_and_put_back(
    maintained: Home, tea_server: Server, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    assert says(tea_server, RETIRED, RETIRED_ANSWER)
    page.goto(f"{tea_server.address}/console/pairs?q=caffeine")
    page.get_by_role("link", name=RETIRED).click()
    address = page.url

    # It is asked for first; left, nothing is done.
    page.get_by_role("link", name="Retire …").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Retire this pair?")
    expect(page.locator("main")).to_contain_text(RETIRED_ANSWER)
    page.get_by_role("link", name="Leave it").click()
    expect(page).to_have_url(address)

    # It is away, through the gate, and keeps its page.
    page.get_by_role("link", name="Retire …").click()
    page.get_by_role("button", name="Retire it").click()
    expect(page.get_by_role("status")).to_have_text("It is live.")
    expect(page.locator("main")).to_contain_text(f'retired "{RETIRED}"')
    expect(page.locator("main")).to_contain_text("The gate let it through.")
    assert wait_until(lambda: not says(tea_server, RETIRED, RETIRED_ANSWER), seconds=20)
    page.goto(address)
    expect(page.locator("tr", has_text="maintainer").first).to_contain_text("retired")
    expect(page.get_by_role("link", name="Retire …")).to_have_count(0)
    page.goto(f"{address}/retire")
    expect(page.locator("main")).to_contain_text("nothing to retire")

    # It is put back with its words.
    page.goto(address)
    page.get_by_role("button", name="Put it back").click()
    expect(page.get_by_role("status")).to_have_text("It is live.")
    assert wait_until(lambda: says(tea_server, RETIRED, RETIRED_ANSWER), seconds=20)
    page.goto(address)
    expect(page.get_by_role("link", name="Retire …")).to_be_visible()

    # Retired again, a rollback puts it back as well; nothing waits.
    page.get_by_role("link", name="Retire …").click()
    page.get_by_role("button", name="Retire it").click()
    expect(page.get_by_role("status")).to_have_text("It is live.")
    assert wait_until(lambda: not says(tea_server, RETIRED, RETIRED_ANSWER), seconds=20)
    page.goto(f"{tea_server.address}/console/releases")
    page.get_by_role("button", name=re.compile("Roll the newest")).click()
    assert wait_until(lambda: says(tea_server, RETIRED, RETIRED_ANSWER), seconds=20)
    assert Notebook.of(maintained).lessons(state="pending") == ()
    context.close()


PAGES = ("", "/teach", "/pairs", "/proposals", "/releases", "/conversations", "/figures", "/audit")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, tea_server: Server, scheme: str) -> None:
    if not AXE.exists():
        absent = "axe-core is not installed; .ci/real-parts installs it where npm is"
        pytest.fail(absent) if os.environ.get("CI") else pytest.skip(absent)
    context = browser.new_context(
        color_scheme=scheme,  # type: ignore[arg-type]
        viewport={"width": 360 if scheme == "dark" else 1200, "height": 800},
        bypass_csp=True,  # for axe alone
    )
    page = context.new_page()
    found = {path: _violations(page, tea_server, path) for path in PAGES}
    page.goto(f"{tea_server.address}/console/pairs")
    live = page.locator("main li").filter(has_text=KNOWN_ANSWER)
    live.locator("h2 a").first.click()
    found["a pair"] = _judged(page)
    page.get_by_role("link", name="Retire …").click()
    found["a retirement"] = _judged(page)
    page.goto(f"{tea_server.address}/console/releases")
    page.locator("main td a").first.click()
    found["a release"] = _judged(page)
    page.goto(f"{tea_server.address}/console/teach?question={KNOWN}&answer=No.")
    page.get_by_role("button", name="Teach").click()
    expect(page.locator("main")).to_contain_text("has another answer now")
    found["a collision"] = _judged(page)
    context.close()
    assert {key: value for key, value in found.items() if value} == {}


def _violations(page: Page, server: Server, path: str) -> object:
    page.goto(f"{server.address}/console{path}")
    return _judged(page)


def _judged(page: Page) -> object:
    page.add_script_tag(path=AXE)
    return page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',"
        " 'best-practice']}).then(({violations}) => violations.map((each) =>"
        " [each.id, each.nodes.map((node) => node.html)]))"
    )


def test_the_console_works_by_keyboard_and_without_javascript(
    context: BrowserContext, tea_server: Server
) -> None:
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    page.goto(f"{tea_server.address}/console/pairs")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To the content")).to_be_focused()
    page.get_by_label("Words of a question or an answer").fill("caffeine")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("1 pair with “caffeine”.")
    page.get_by_role("link", name="How much caffeine is in a cup?").click()
    page.get_by_label("Answer", exact=True).fill("<b>40 mg</b>")
    page.get_by_role("button", name="Save the change").click()
    expect(page.get_by_role("alert")).to_contain_text("The answer holds HTML (<b>)")
    expect(page.get_by_label("Answer", exact=True)).to_have_value("<b>40 mg</b>")
    page.close()
    assert [one for one in problems if "Content Security" in one] == []


def test_nothing_changes_without_the_form_of_the_session(tea_server: Server) -> None:
    console = f"{tea_server.address}/console"
    for fields in ({}, {"form_token": "guessed"}):
        refused = httpx.post(f"{console}/rollback", data=fields, timeout=30)
        assert refused.status_code == 403
        assert "of another session" in refused.text
    foreign = httpx.post(f"{console}/rollback", headers={"Origin": "https://evil.example"})
    assert "another site" in foreign.text


def test_another_name_for_this_machine_is_not_let_in(tea_server: Server) -> None:
    for headers in ({"Host": "evil.example"}, {"X-Forwarded-For": "10.0.0.7"}):
        answer = httpx.get(f"{tea_server.address}/console", headers=headers, timeout=30)
        assert answer.status_code == 403
        assert "The console is closed" in answer.text


def test_a_token_signs_in_and_a_viewer_changes_nothing(
    tea_trained: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MENTOR_CONSOLE_TOKEN", "the-maintainers-token")
    monkeypatch.setenv("MENTOR_CONSOLE_VIEWER_TOKEN", "the-viewers-token")
    shutil.copytree(tea_trained.root, tmp_path / "home", symlinks=True)
    started = start(tmp_path / "home", tmp_path / "output")
    try:
        with httpx.Client(base_url=started.address, timeout=30) as client:
            assert client.get("/console").headers["location"] == "/console/sign-in"
            given = {"name": "Ann", "token": "a guess"}
            assert client.post("/console/sign-in", data=given).status_code == 403
            given["token"] = "the-viewers-token"
            assert client.post("/console/sign-in", data=given).headers["location"] == "/console"
            page = client.get("/console/releases")
            assert "Ann (viewer)" in page.text
            assert "/console/rollback" not in page.text
            assert client.post("/console/rollback").status_code == 403
            given["token"] = "the-maintainers-token"
            client.post("/console/sign-in", data=given)
            assert "/console/rollback" in client.get("/console/releases").text
    finally:
        started.interrupt()


def test_a_teaching_that_is_killed_leaves_a_whole_release(tea_trained: Home) -> None:
    command = [sys.executable, "-m", "tests.kill_points", str(tea_trained.root), "4"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(rows) >= 4
    for row in rows:
        was_kept = bool(row["states"])
        assert row["killed"]
        assert row["known"]
        assert row["after"]["known"]
        assert row["after"]["taught"] == was_kept
        assert row["after"]["states"] == (["active"] if was_kept else [])
    assert any(row["states"] for row in rows)

"""Sign-in to the console by a provider over real HTTP: who comes in, and what is refused."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, expect

from bot import checks
from bot.server import channels
from connectors.console.access import Access
from connectors.console.channel import ConsoleChannel
from connectors.console.oidc import provider as provider_module
from knowledge.errors import SettingError
from knowledge.home import Home
from knowledge.notebook import Notebook
from tests.fake_maintenance import FakeMaintenance
from tests.oidc_provider import (
    MockProvider,
    signed,
    signed_with_the_public_key,
    unsigned,
)
from tests.scenario.widget import Mentor

NOTHING: dict[str, str] = {}
TOKENS = {"MENTOR_CONSOLE_TOKEN": "the-maintainers-token"}
ANN = {"email": "ann@example.org", "email_verified": True}
BOB = {"email": "bob@example.org", "email_verified": True}
SESSION = "mentor_console"
ATTEMPT = "mentor_console_attempt"


@dataclass
class Console:
    """A console, and a browser that follows no redirect by itself."""

    address: str
    provider: MockProvider

    def browser(self) -> httpx.Client:
        return httpx.Client(base_url=self.address, timeout=30)

    def asked(self, client: httpx.Client, **query: str) -> str:
        """Begin and return where the provider sends the browser back to."""
        there = client.get("/console/sign-in/provider", params=query)
        assert there.status_code == 303, there.text
        assert there.headers["location"].startswith(f"{self.provider.issuer}/authorize?")
        return httpx.get(there.headers["location"], timeout=30).headers["location"]

    def signed_in(self, client: httpx.Client, **query: str) -> httpx.Response:
        """Go the whole way."""
        return client.get(self.asked(client, **query))


@contextmanager
def console_with(
    environment: dict[str, str], provider: MockProvider, home: Path
) -> Iterator[Console]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MENTOR_HOME", str(home))
        patch.delenv("DATABASE_URL", raising=False)
        mentor = Mentor(ConsoleChannel(Access(environment)))
        mentor._app.ctx.maintenance = FakeMaintenance(Notebook.of(Home(home)))
        try:
            yield Console(mentor.address, provider)
        finally:
            mentor.stop()


@pytest.fixture
def provider() -> Iterator[MockProvider]:
    made = MockProvider()
    yield made
    made.stop()


@pytest.fixture
def console(provider: MockProvider, tmp_path: Path) -> Iterator[Console]:
    with console_with({**provider.environment, **TOKENS}, provider, tmp_path) as made:
        yield made


def refused(answer: httpx.Response, says: str, *, status: int = 403) -> None:
    assert answer.status_code == status, answer.text
    assert says in answer.text
    assert 'role="alert"' in answer.text
    assert SESSION not in {name for name, value in answer.cookies.items() if value}


def test_a_maintainer_signs_in_and_out(console: Console) -> None:
    with console.browser() as client:
        assert client.get("/console").headers["location"] == "/console/sign-in"
        page = client.get("/console/sign-in").text
        assert f"Sign in with {urlsplit(console.provider.issuer).netloc}" in page
        assert 'name="token"' in page
        answer = console.signed_in(client)
        assert answer.status_code == 200
        assert "You are signed in as ann@example.org." in answer.text
        assert answer.headers["refresh"] == "0; url=/console"
        cookies = answer.headers.get_list("set-cookie")
        assert any(c.startswith(f"{SESSION}=") and "SameSite=Strict" in c for c in cookies)
        assert all("HttpOnly; " in c and "Path=/console; " in c for c in cookies)
        assert ATTEMPT not in client.cookies
        shown = client.get("/console/teach")
        assert "<form" in shown.text.replace('action="/console/sign-out"', "")
        assert "ann@example.org" in shown.text
        client.post("/console/sign-out")
        assert client.get("/console/teach").status_code == 303


def test_a_viewer_changes_nothing(console: Console) -> None:
    console.provider.person = BOB
    with console.browser() as client:
        console.signed_in(client)
        page = client.get("/console").text
        assert "bob@example.org (viewer)" in page
        token = page.split('name="form_token" value="')[1].split('"')[0]
        for path in ("/console/teach", "/console/rollback", "/console/pairs/p1/retire"):
            answer = client.post(path, data={"form_token": token, "question": "a", "answer": "b"})
            assert answer.status_code == 403
            assert "A viewer can look and change nothing." in answer.text


def test_a_group_lets_in_and_the_token_goes_on_working(console: Console) -> None:
    console.provider.person = {"groups": ["staff", "editors"]}
    with console.browser() as client:
        assert "groups" in parse_qs(
            urlsplit(client.get("/console/sign-in/provider").headers["location"]).query
        )["scope"][0].split()  # fmt: skip
        assert "You are signed in as person-1." in console.signed_in(client).text
        assert "<textarea" in client.get("/console/teach").text
    with console.browser() as client:
        client.post("/console/sign-in", data={"name": "Eve", "token": "the-maintainers-token"})
        assert "<textarea" in client.get("/console/teach").text


def test_the_wanted_page_is_shown_after_the_sign_in(console: Console) -> None:
    with console.browser() as client:
        wanted = client.get("/console/audit").headers["location"]
        assert wanted == "/console/sign-in?to=%2Fconsole%2Faudit"
        assert "/console/sign-in/provider?to=%2Fconsole%2Faudit" in client.get(wanted).text
        assert console.signed_in(client, to="/console/audit").headers["refresh"].endswith("/audit")


@pytest.mark.parametrize("elsewhere", ["https://evil.example", "//evil.example", "/chat/session"])
def test_nobody_is_sent_elsewhere(console: Console, elsewhere: str) -> None:
    with console.browser() as client:
        assert console.signed_in(client, to=elsewhere).headers["refresh"] == "0; url=/console"
        client.post("/console/sign-out")
        given = {"name": "Ann", "token": "the-maintainers-token", "to": elsewhere}
        assert client.post("/console/sign-in", data=given).headers["location"] == "/console"


@pytest.mark.parametrize(
    ("person", "says"),
    [
        ({"email": "eve@evil.example", "email_verified": True}, "eve@evil.example may not come in"),
        ({"email": "ann@example.org", "email_verified": False}, "no e-mail address of yours"),
        ({"email": "ann@example.org"}, "no e-mail address of yours"),
        ({"email": "ann@example.org", "email_verified": "yes"}, "no e-mail address of yours"),
        ({"email": ["ann@example.org"], "email_verified": True}, "no e-mail address of yours"),
        ({"groups": {"editors": 1}}, "no e-mail address of yours"),
    ],
    ids=range(6),
)
def test_an_unknown_person_does_not_come_in(
    console: Console, person: dict[str, Any], says: str
) -> None:
    console.provider.person = person
    with console.browser() as client:
        refused(console.signed_in(client), says)
        assert client.get("/console").status_code == 303


@pytest.mark.parametrize(
    ("sign", "changed", "says"),
    [
        (unsigned, {}, "could not be verified"),
        (signed_with_the_public_key, {}, "could not be verified"),
        (lambda claims: signed(claims, key=2), {}, "could not be verified"),
        (signed, {"aud": "another-application"}, "another application"),
        (signed, {"iss": "https://evil.example"}, "another provider"),
        (signed, {"nonce": "0" * 64}, "another attempt"),
        (signed, {"iat": 1_600_000_000, "exp": 1_600_000_300}, "clock"),
        (signed, {"iat": 4_000_000_000, "exp": 4_000_000_300}, "clock"),
    ],
    ids=["none", "HS256", "key", "audience", "issuer", "nonce", "expired", "clock"],
)
def test_a_forged_answer_is_refused(
    console: Console, sign: Callable[[dict[str, Any]], str], changed: dict[str, Any], says: str
) -> None:
    console.provider.sign, console.provider.changed = sign, changed
    with console.browser() as client:
        refused(console.signed_in(client), says)
        assert client.get("/console").status_code == 303


def test_an_answer_of_another_browser_or_attempt_is_refused(console: Console) -> None:
    with console.browser() as ann, console.browser() as eve:
        of_eve = console.asked(eve)
        refused(ann.get(of_eve), "began no sign-in")  # without an attempt of her own
        of_ann = console.asked(ann)
        refused(ann.get(of_eve), "began no sign-in")  # in the middle of hers
        refused(ann.get(of_ann), "began no sign-in")  # which is over then
        assert "/token" not in console.provider.asked


def test_an_answer_works_once(console: Console) -> None:
    with console.browser() as client:
        back = console.asked(client)
        attempt = client.cookies[ATTEMPT]
        assert client.get(back).status_code == 200
        refused(client.get(back), "began no sign-in")
        client.cookies.set(ATTEMPT, attempt, path="/console")  # a thief of both
        refused(client.get(back), "does not take the answer back")


def test_a_code_of_another_attempt_is_refused(console: Console) -> None:
    """Somebody puts the code of their own sign-in into the answer to another's."""
    with console.browser() as ann, console.browser() as eve:
        mine = parse_qs(urlsplit(console.asked(ann)).query)["state"][0]
        code = parse_qs(urlsplit(console.asked(eve)).query)["code"][0]
        answer = ann.get("/console/signed-in", params={"state": mine, "code": code})
        refused(answer, "does not take the answer back")


def test_a_denied_consent_and_other_errors_are_said(console: Console) -> None:
    console.provider.denies = True
    with console.browser() as client:
        refused(console.signed_in(client), "did not let you in")
        back = console.asked(client).replace("access_denied", "<b>server_error</b>")
        answer = client.get(back)
        refused(answer, "could not sign you in")
        assert "server_error" not in answer.text
        console.provider.denies = False
        back = console.asked(client).replace("iss=http", "iss=https")
        refused(client.get(back), "another provider")


def test_more_is_asked_where_the_id_token_says_little(console: Console) -> None:
    console.provider.person = {}
    console.provider.userinfo = {"sub": "person-1", **ANN}
    with console.browser() as client:
        assert "signed in as ann@example.org" in console.signed_in(client).text
        console.provider.userinfo["sub"] = "somebody else"
        refused(console.signed_in(client), "could not be verified")


def test_a_secret_in_the_form_and_new_keys(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    console.provider.secret_by_form = True
    with console.browser() as client:
        assert console.signed_in(client).status_code == 200
        assert console.signed_in(client).status_code == 200
        assert console.provider.asked.count("/keys") == 1
        assert console.provider.asked.count("/.well-known/openid-configuration") == 1
        console.provider.key_ids = ["old", "key-2"]
        console.provider.sign = lambda claims: signed(claims, key=2, kid="key-2")
        refused(console.signed_in(client), "could not be verified")  # asked for a moment ago
        monkeypatch.setattr(provider_module, "KEYS_PAUSE_SECONDS", 0.0)
        assert console.signed_in(client).status_code == 200


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ({"issuer": "https://evil.example"}, "they must be the same"),
        ({"token_endpoint": "http://evil.example/token"}, "token_endpoint is"),
        ({"jwks_uri": None}, "jwks_uri is"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "authorization_endpoint is"),
    ],
    ids=range(4),
)
def test_a_wrong_provider_is_said(
    console: Console, document: dict[str, Any], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    console.provider.document = document
    with console.browser() as client:
        refused(client.get("/console/sign-in/provider"), says, status=502)
    (found,) = checks.console_sign_in(console.provider.environment.get)
    assert says in found.remedy


def test_a_provider_that_is_away_or_slow_is_said(
    provider: MockProvider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider_module, "CALL_SECONDS", 0.3)
    with console_with(provider.environment, provider, tmp_path) as console:
        provider.delay = 1.0
        with console.browser() as client:
            began = time.monotonic()
            answer = client.get("/console/sign-in/provider")
            assert time.monotonic() - began < 0.9
            refused(answer, "cannot be reached (ReadTimeout)", status=502)
            provider.stop()
            refused(client.get("/console/sign-in/provider"), "cannot be reached", status=502)
            assert 'name="token"' not in answer.text


def test_half_a_setting_keeps_the_server_from_starting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MENTOR_CONSOLE_OIDC", "https://login.example.org")
    with pytest.raises(SettingError, match="CLIENT_ID is not"):
        channels()


def test_the_doctor_asks_the_provider(provider: MockProvider) -> None:
    assert list(checks.console_sign_in(NOTHING.get)) == []
    (found,) = checks.console_sign_in(provider.environment.get)
    assert (found.name, found.remedy) == ("MENTOR_CONSOLE_OIDC", "")
    assert "answers, with 1 keys" in found.found
    provider.stop()
    (found,) = checks.console_sign_in(provider.environment.get)
    assert "cannot be reached" in found.remedy
    half = {"MENTOR_CONSOLE_OIDC": provider.issuer}
    assert "CLIENT_ID is not" in next(checks.console_sign_in(half.get)).remedy


def test_a_real_browser_signs_in_from_the_provider_s_page(
    console: Console, browser: Browser
) -> None:
    console.provider.asks = True
    page = browser.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    page.goto(f"{console.address}/console/audit")
    page.get_by_role("link", name="Sign in with").click()
    page.get_by_role("link", name="Allow").click()
    expect(page).to_have_url(f"{console.address}/console/audit")
    expect(page.locator("header")).to_contain_text("ann@example.org")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in with")).to_be_visible()
    page.goto(f"{console.address}/console/audit")
    expect(page.get_by_role("link", name="Sign in with")).to_be_visible()
    page.close()
    assert [one for one in problems if "Content Security" in one] == []

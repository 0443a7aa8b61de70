"""Sign-in by a provider, without one: the settings, who may come in, the attempt, the ID token."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest

from connectors.console.access import Access
from connectors.console.oidc import attempt
from connectors.console.oidc.errors import OidcError
from connectors.console.oidc.id_token import key_of, verified
from connectors.console.oidc.settings import OidcSettingError, OidcSettings
from connectors.console.roles import Guests
from connectors.console.seal import Seal
from tests.oidc_provider import (
    CLIENT,
    MockProvider,
    private_key,
    signed,
    signed_with_the_public_key,
    unsigned,
)

WHOLE = {
    "MENTOR_CONSOLE_OIDC": "https://login.example.org",
    "MENTOR_CONSOLE_OIDC_CLIENT_ID": "console",
    "MENTOR_CONSOLE_OIDC_CLIENT_SECRET": "the-secret",
    "MENTOR_CONSOLE_MAINTAINERS": "Ann@Example.org, @team.example, editors",
    "MENTOR_CONSOLE_VIEWERS": "@example.org",
}
NOTHING: dict[str, str] = {}
ISSUER = WHOLE["MENTOR_CONSOLE_OIDC"]


def settings(**changed: str) -> OidcSettings:
    found = OidcSettings.read({**WHOLE, **changed}.get)
    assert found
    return found


def test_without_a_provider_there_are_no_settings() -> None:
    assert OidcSettings.read(NOTHING.get) is None
    assert not Access(WHOLE).is_open
    assert not Access(WHOLE).takes_tokens


def test_the_secret_is_not_shown() -> None:
    assert "the-secret" not in repr(settings())


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"MENTOR_CONSOLE_OIDC": "http://login.example.org"}, "must be the issuer's address"),
        ({"MENTOR_CONSOLE_OIDC": "login.example.org"}, "must be the issuer's address"),
        ({"MENTOR_CONSOLE_OIDC": ""}, "CLIENT_ID is set and MENTOR_CONSOLE_OIDC is not"),
        ({"MENTOR_CONSOLE_OIDC_CLIENT_ID": " "}, "CLIENT_ID is not"),
        ({"MENTOR_CONSOLE_OIDC_CLIENT_SECRET": ""}, "CLIENT_SECRET is not"),
        ({"MENTOR_CONSOLE_MAINTAINERS": ",", "MENTOR_CONSOLE_VIEWERS": ""}, "nobody may come in"),
    ],
    ids=range(6),
)
def test_half_a_setting_is_refused_in_one_sentence(changed: dict[str, str], says: str) -> None:
    with pytest.raises(OidcSettingError, match=says) as problem:
        settings(**changed)
    assert "the-secret" not in str(problem.value)


@pytest.mark.parametrize(
    ("email", "groups", "role"),
    [
        ("ann@example.org", (), "maintainer"),
        ("ANN@EXAMPLE.ORG", (), "maintainer"),
        ("eve@team.example", (), "maintainer"),
        ("bob@example.org", (), "viewer"),
        ("bob@example.org", ("editors",), "maintainer"),
        ("", ("editors",), "maintainer"),
        ("", (), None),
        ("eve@evil.example", ("Editors",), None),
        ("eve@sub.team.example", (), None),
        ("ann@example.org@evil.example", (), None),
        ("@team.example.evil", (), None),
        ("editors", (), None),
    ],
)
def test_lists_say_who_may_come_in(email: str, groups: tuple[str, ...], role: str | None) -> None:
    assert settings().role_of(email, groups) == role


def test_an_empty_list_lets_nobody_in() -> None:
    assert not Guests.read(" , ")
    assert not Guests.read("").has("", ())


def test_whoever_is_taken_off_a_list_is_signed_out() -> None:
    cookie = Access(WHOLE).sign_in("ann@example.org", "maintainer")
    assert Access(WHOLE).person(cookie)
    assert Access({**WHOLE, "MENTOR_CONSOLE_MAINTAINERS": "@team.example"}).person(cookie) is None


def test_an_attempt_is_known_again_and_is_no_session() -> None:
    access = Access(WHOLE)
    one = attempt.begin(access.seal, to="/console/pairs?q=tea")
    assert attempt.known(Access(WHOLE).seal, one.cookie) == one
    assert access.person(one.cookie) is None
    assert attempt.known(access.seal, access.sign_in("ann", "viewer")) is None
    assert len({one.state, one.nonce, one.verifier}) == 3
    assert attempt.begin(access.seal, to="").state != one.state
    for secret in (one.state, one.nonce, one.verifier):
        assert secret not in one.cookie


def test_an_attempt_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    one = attempt.begin(Seal(b"key"), to="")
    later = time.time() + attempt.SECONDS + 1
    monkeypatch.setattr("connectors.console.seal.time.time", lambda: later)
    assert attempt.known(Seal(b"key"), one.cookie) is None


@pytest.mark.parametrize(
    "address", ["/console", "/console/pairs/0a-1", "/console/teach?question=What+is+%3F&a=b"]
)
def test_the_way_back_leads_to_the_wanted_page(address: str) -> None:
    assert attempt.inside(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/console",
        "//evil.example",
        "/console//evil.example",
        "/console/../evil",
        "/console/\\evil.example",
        "/consoles",
        "/console@evil.example",
        "/console\r\nX: y",
        "/console/pairs\n",
        "/console?a=b;url=//evil.example",
        "javascript:alert(1)",
        "",
    ],
)
def test_the_way_back_never_leads_elsewhere(address: str) -> None:
    assert attempt.inside(address) == "/console"


def claims(**changed: Any) -> dict[str, Any]:
    now = int(time.time())
    honest = {"iss": ISSUER, "sub": "1", "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": "n"}
    return {name: value for name, value in {**honest, **changed}.items() if value is not None}


def taken(token: str) -> dict[str, Any]:
    provider = MockProvider()
    keys = jwt.PyJWKSet.from_dict(provider.keys())
    provider.stop()
    key = key_of(token, keys)
    if key is None:
        raise OidcError("no such key")
    return verified(token, key, issuer=ISSUER, client_id=CLIENT, nonce="n")


def test_an_honest_token_is_taken() -> None:
    assert taken(signed(claims()))["sub"] == "1"
    assert taken(signed(claims(aud=[CLIENT, "other"], azp=CLIENT)))["sub"] == "1"
    assert taken(signed(claims(iat=int(time.time()) + 30)))["sub"] == "1"  # clocks differ a little


def test_another_algorithm_of_the_same_key_is_taken() -> None:
    token = jwt.encode(claims(), private_key(1), "PS256", headers={"kid": "key-1"})
    assert taken(token)["sub"] == "1"


@pytest.mark.parametrize(
    ("sign", "changed", "says"),
    [
        (unsigned, {}, "could not be verified"),
        (signed_with_the_public_key, {}, "could not be verified"),
        (lambda claims: signed(claims, key=2), {}, "could not be verified"),
        (lambda claims: signed(claims, kid="key-2"), {}, "no such key"),
        (lambda claims: signed(claims)[:-6] + "AAAAAA", {}, "could not be verified"),
        (lambda claims: "no.token.at-all", {}, "could not be verified"),
        (lambda claims: "", {}, "could not be verified"),
        (signed, {"iss": "https://evil.example"}, "another provider"),
        (signed, {"aud": "another-application"}, "another application"),
        (signed, {"aud": [CLIENT, "other"], "azp": "other"}, "another application"),
        (signed, {"nonce": "of another attempt"}, "another attempt"),
        (signed, {"nonce": None}, "could not be verified"),
        (signed, {"exp": None}, "could not be verified"),
        (signed, {"sub": None}, "could not be verified"),
        (signed, {"exp": int(time.time()) - 120}, "clock"),
        (signed, {"iat": int(time.time()) + 3600, "exp": int(time.time()) + 7200}, "clock"),
        (signed, {"nbf": int(time.time()) + 3600}, "clock"),
    ],
    ids=range(17),
)
def test_a_forged_token_is_refused(
    sign: Callable[[dict[str, Any]], str], changed: dict[str, Any], says: str
) -> None:
    with pytest.raises(OidcError, match=says):
        taken(sign(claims(**changed)))

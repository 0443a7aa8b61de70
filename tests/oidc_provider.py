"""An OpenID Connect provider of our own, over real HTTP: it checks what a provider checks, and
answers what it is told to, forged answers too."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable
from functools import cache
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote_plus, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CLIENT = "console-of-ann"
SECRET = "a secret: of the console"  # what Basic must encode
KEY_ID = "key-1"

Sign = Callable[[dict[str, Any]], str]


@cache
def private_key(number: int) -> rsa.RSAPrivateKey:
    """Return one of several key pairs, always the same."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def signed(claims: dict[str, Any], *, key: int = 1, kid: str = KEY_ID) -> str:
    """Return an ID token as an honest provider makes it."""
    return jwt.encode(claims, private_key(key), "RS256", headers={"kid": kid})


def unsigned(claims: dict[str, Any]) -> str:
    """Return an ID token that nobody signed."""
    return jwt.encode(claims, "", "none", headers={"kid": KEY_ID})


def signed_with_the_public_key(claims: dict[str, Any]) -> str:
    """Return an ID token whose shared secret is what everybody may know."""
    public = (
        private_key(1).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    head, body = (_coded(json.dumps(part).encode()) for part in (
        {"alg": "HS256", "typ": "JWT", "kid": KEY_ID}, claims
    ))  # fmt: skip
    signature = hmac.new(public, f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{_coded(signature)}"


class MockProvider:
    """One provider with one person signed in.

    Attributes:
        person: what it says of the person.
        changed: claims of the ID token that are other than they should be; None leaves one out.
        sign: makes the ID token.
        key_ids: of the keys that it shows, each the pair of that place.
        document: what its discovery document says otherwise.
        userinfo: what it says of the person beside the ID token.
        asks: whether the person is asked on a page of its own before they are sent back.
        denies: whether it does not let the person in.
        delay: seconds before each answer.
        asked: the paths that were asked for.
        secret_by_form: whether the console must prove itself in the form.
    """

    def __init__(self) -> None:
        self.person: dict[str, Any] = {"email": "ann@example.org", "email_verified": True}
        self.changed: dict[str, Any] = {}
        self.sign: Sign = signed
        self.key_ids = [KEY_ID]
        self.document: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {"sub": "person-1"}
        self.asks = False
        self.denies = False
        self.delay = 0.0
        self.asked: list[str] = []
        self.secret_by_form = False
        self._codes: dict[str, dict[str, str]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def issuer(self) -> str:
        # To a browser another site than 127.0.0.1, where the console is.
        return f"http://localhost:{self._server.server_port}"

    @property
    def environment(self) -> dict[str, str]:
        """Return the console's settings for it."""
        return {
            "MENTOR_CONSOLE_OIDC": self.issuer,
            "MENTOR_CONSOLE_OIDC_CLIENT_ID": CLIENT,
            "MENTOR_CONSOLE_OIDC_CLIENT_SECRET": SECRET,
            "MENTOR_CONSOLE_MAINTAINERS": "ann@example.org, @team.example, editors",
            "MENTOR_CONSOLE_VIEWERS": "bob@example.org",
        }

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "scopes_supported": ["openid", "email", "profile", "groups"],
            "token_endpoint_auth_methods_supported": [
                "client_secret_post" if self.secret_by_form else "client_secret_basic"
            ],
            **self.document,
        }

    def keys(self) -> dict[str, Any]:
        return {"keys": [_as_jwk(place, id) for place, id in enumerate(self.key_ids, start=1)]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Return where the browser is sent back to."""
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        answer = {"state": asked["state"], "iss": self.issuer}
        if self.denies:
            answer["error"] = "access_denied"
        else:
            code = f"code-{len(self._codes)}"
            self._codes[code] = asked
            answer["code"] = code
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def token(self, form: dict[str, str], proof: tuple[str, str]) -> dict[str, Any] | None:
        """Return the tokens of a code; None for who may not have them."""
        asked = self._codes.pop(form.get("code", ""), None)
        given = (form.get("client_id"), form.get("client_secret")) if self.secret_by_form else proof
        if asked is None or given != (CLIENT, SECRET):
            return None
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        if _coded(digest) != asked["code_challenge"]:
            return None
        if form["redirect_uri"] != asked["redirect_uri"]:
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": "person-1",
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.person,
            **self.changed,
        }
        known = {name: value for name, value in claims.items() if value is not None}
        return {"id_token": self.sign(known), "access_token": "for-userinfo"}


def _handler(provider: MockProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, query = urlsplit(self.path).path, dict(parse_qsl(urlsplit(self.path).query))
            provider.asked.append(path)
            time.sleep(provider.delay)
            if path == "/authorize":
                back = provider.authorize(query)
                self.send_response(200 if provider.asks else 302)
                self.send_header("Location", back)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(f'<a href="{escape(back)}">Allow</a>'.encode())
            elif path == "/userinfo":
                is_known = self.headers["Authorization"] == "Bearer for-userinfo"
                self._say(provider.userinfo if is_known else None)
            else:
                known = {
                    "/.well-known/openid-configuration": provider.discovery,
                    "/keys": provider.keys,
                }
                self._say(known[path]() if path in known else None)

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._say(provider.token(form, _proof(self.headers.get("Authorization", ""))))

        def _say(self, said: dict[str, Any] | None) -> None:
            body = json.dumps(said if said is not None else {"error": "invalid_grant"}).encode()
            self.send_response(200 if said is not None else 400)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def _proof(header: str) -> tuple[str, str]:
    scheme, _, coded = header.partition(" ")
    if scheme != "Basic":
        return "", ""
    name, _, secret = base64.b64decode(coded).decode().partition(":")
    return unquote_plus(name), unquote_plus(secret)


def _as_jwk(number: int, id: str) -> dict[str, Any]:
    public = jwt.algorithms.RSAAlgorithm.to_jwk(private_key(number).public_key(), as_dict=True)
    return {**public, "kid": id, "use": "sig"}


def _coded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

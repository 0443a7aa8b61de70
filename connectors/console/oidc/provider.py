"""The provider, asked over HTTP: what it offers, its keys, a code for an ID token."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit

import httpx
import jwt

from connectors.console.oidc.attempt import Attempt
from connectors.console.oidc.errors import OidcError, ProviderError
from connectors.console.oidc.id_token import UNPROVED, key_of, verified
from connectors.console.oidc.settings import ISSUER, OidcSettings, is_safe

DISCOVERY = "/.well-known/openid-configuration"
KEPT_SECONDS = 3600.0  # what it offers, and its keys
KEYS_PAUSE_SECONDS = 60.0  # before its keys are asked for again because one is unknown
CALL_SECONDS = 5.0  # for each step of a call
WHOLE_CALL_SECONDS = 10.0
MAX_BYTES = 256 * 1024
SCOPES = ("openid", "email", "profile")
REFUSED_CODE = (
    "The provider does not take the answer back (it is used, too old, or the console's client "
    "secret is wrong); sign in again."
)


@dataclass(frozen=True)
class Offer:
    """What a provider offers, as its discovery document says.

    Attributes:
        issuer: as it names itself.
        authorization: where people sign in.
        token: where a code is changed for an ID token.
        keys: where its public keys stand.
        userinfo: where more is said of a person; "" where nowhere.
        scopes: what may be asked for.
        names_itself: whether each answer names its issuer (RFC 9207).
        takes_basic: whether the console may prove itself by HTTP's Basic scheme.
    """

    issuer: str
    authorization: str
    token: str
    keys: str
    userinfo: str
    scopes: tuple[str, ...]
    names_itself: bool
    takes_basic: bool


class Provider:
    """The provider that the settings name.

    Args:
        settings: which, and what it knows the console by.
        clock: seconds that only grow.
    """

    def __init__(
        self, settings: OidcSettings, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._offer: tuple[float, Offer] | None = None
        self._keys: tuple[float, jwt.PyJWKSet] | None = None

    @property
    def name(self) -> str:
        """Its name for people."""
        return urlsplit(self._settings.issuer).netloc

    async def offer(self) -> Offer:
        """Return what it offers.

        Raises:
            ProviderError: when it does not say so, or is another provider.
        """
        if self._offer and self._clock() - self._offer[0] < KEPT_SECONDS:
            return self._offer[1]
        address = self._settings.issuer.rstrip("/") + DISCOVERY
        offer = _offer(await _called("GET", address), self._settings.issuer)
        self._offer = (self._clock(), offer)
        return offer

    async def sign_in_address(self, attempt: Attempt, *, back: str) -> str:
        """Return where the browser is to go.

        Args:
            attempt: which this is.
            back: where the provider is to send the browser then.

        Raises:
            ProviderError: when the provider cannot be reached.
        """
        offer = await self.offer()
        more = ("groups",) if self._settings.asks_for_groups and "groups" in offer.scopes else ()
        asked = {
            "response_type": "code",
            "client_id": self._settings.client_id,
            "redirect_uri": back,
            "scope": " ".join((*SCOPES, *more)),
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": attempt.challenge,
            "code_challenge_method": "S256",
        }
        joint = "&" if urlsplit(offer.authorization).query else "?"
        return f"{offer.authorization}{joint}{urlencode(asked)}"

    async def claims(self, code: str, attempt: Attempt, *, back: str) -> dict[str, Any]:
        """Return what the provider says of the person, verified.

        Args:
            code: as the browser brought it.
            attempt: which it answers.
            back: as in `sign_in_address`.

        Raises:
            OidcError: when the code or what it gives is not to be believed.
        """
        offer = await self.offer()
        tokens = await self._tokens(offer, code, attempt, back)
        id_token = str(tokens.get("id_token") or "")
        claims = verified(
            id_token,
            await self._key(offer, id_token),
            issuer=offer.issuer,
            client_id=self._settings.client_id,
            nonce=attempt.nonce,
        )
        if "email" in claims or not offer.userinfo:
            return claims
        return {**await _more(offer, str(tokens.get("access_token") or ""), claims), **claims}

    async def keys(self) -> int:
        """Return how many public keys it has.

        Raises:
            ProviderError: when it does not show them.
        """
        return len((await self._fetched_keys(await self.offer())).keys)

    async def _tokens(self, offer: Offer, code: str, attempt: Attempt, back: str) -> dict[str, Any]:
        settings = self._settings
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": attempt.verifier,
        }
        if not offer.takes_basic:
            form |= {"client_id": settings.client_id, "client_secret": settings.client_secret}
            return await _called("POST", offer.token, form=form, refusal=REFUSED_CODE)
        proof = (quote_plus(settings.client_id), quote_plus(settings.client_secret))
        return await _called("POST", offer.token, form=form, auth=proof, refusal=REFUSED_CODE)

    async def _key(self, offer: Offer, id_token: str) -> jwt.PyJWK:
        """Return the key of a token; new keys are looked for at most once a minute."""
        age = self._clock() - self._keys[0] if self._keys else KEPT_SECONDS
        kept = self._keys[1] if self._keys and age < KEPT_SECONDS else None
        key = key_of(id_token, kept)
        if key is None and age >= KEYS_PAUSE_SECONDS:
            key = key_of(id_token, await self._fetched_keys(offer))
        if key is None:
            raise OidcError(UNPROVED)
        return key

    async def _fetched_keys(self, offer: Offer) -> jwt.PyJWKSet:
        try:
            found = jwt.PyJWKSet.from_dict(await _called("GET", offer.keys))
        except (jwt.PyJWTError, AttributeError, TypeError, ValueError) as problem:
            raise ProviderError(
                f"The provider at {_host(offer.keys)} shows no keys that can be used; tell who "
                "runs it."
            ) from problem
        self._keys = (self._clock(), found)
        return found


def _offer(document: dict[str, Any], issuer: str) -> Offer:
    named = str(document.get("issuer"))
    if named.rstrip("/") != issuer.rstrip("/"):
        raise ProviderError(
            f"The provider names itself {named}, and {ISSUER} is {issuer}; they must be the same."
        )
    needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    addresses = {name: str(document.get(name) or "") for name in (*needed, "userinfo_endpoint")}
    for name, address in addresses.items():
        if not is_safe(address) and (address or name in needed):
            raise ProviderError(
                f"The provider's {name} is {address!r}; it must be an address that begins with "
                "https://."
            )
    methods = document.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return Offer(
        issuer=named,
        authorization=addresses["authorization_endpoint"],
        token=addresses["token_endpoint"],
        keys=addresses["jwks_uri"],
        userinfo=addresses["userinfo_endpoint"],
        scopes=tuple(map(str, document.get("scopes_supported") or ())),
        names_itself=bool(document.get("authorization_response_iss_parameter_supported")),
        takes_basic="client_secret_basic" in methods,
    )


async def _more(offer: Offer, access_token: str, claims: dict[str, Any]) -> dict[str, Any]:
    """Return what the provider says beside the ID token, if it is of the same person."""
    found = await _called("GET", offer.userinfo, bearer=access_token)
    if found.get("sub") != claims["sub"]:
        raise OidcError(UNPROVED)
    return found


async def _called(
    method: str,
    address: str,
    *,
    form: dict[str, str] | None = None,
    auth: tuple[str, str] | None = None,
    bearer: str = "",
    refusal: str = "",
) -> dict[str, Any]:
    """Call the provider and return the JSON object that it answers.

    Args:
        method: GET or POST.
        address: where.
        form: what is sent.
        auth: name and secret of the console.
        bearer: a token instead.
        refusal: what 400 and 401 mean.

    Raises:
        OidcError: when it refuses.
        ProviderError: when it cannot be reached in time or answers something else.
    """
    headers = {"Accept": "application/json"}
    if bearer:
        headers["Authorization"] = f"Bearer {bearer}"
    call = _answer(method, address, data=form, auth=auth, headers=headers)
    try:
        status, body = await asyncio.wait_for(call, WHOLE_CALL_SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL, asyncio.TimeoutError, OSError) as problem:
        raise ProviderError(
            f"The provider at {_host(address)} cannot be reached ({type(problem).__name__}); try "
            "again, or sign in with a token."
        ) from problem
    if status in (400, 401) and refusal:
        raise OidcError(refusal)
    try:
        found = json.loads(body) if status == 200 else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ProviderError(
            f"The provider at {_host(address)} answers something else than expected (HTTP "
            f"{status}); tell who runs it."
        )
    return found


async def _answer(method: str, address: str, **what: Any) -> tuple[int, bytes]:
    """Return status and body; a body beyond the limit is cut, and so is no JSON."""
    async with (
        httpx.AsyncClient(timeout=CALL_SECONDS) as client,
        client.stream(method, address, **what) as answer,
    ):
        body = b""
        async for part in answer.aiter_bytes():
            body += part
            if len(body) > MAX_BYTES:
                break
        return answer.status_code, body[:MAX_BYTES]


def _host(address: str) -> str:
    return urlsplit(address).netloc or address

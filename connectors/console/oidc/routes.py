"""The two addresses of a sign-in by the provider: the way there and the way back."""

from __future__ import annotations

import logging
from typing import Any

from sanic.request import Request
from sanic.response import HTTPResponse

from connectors.console.access import COOKIE, Access
from connectors.console.answers import sent_to, shown, with_cookie
from connectors.console.oidc import attempt as attempts
from connectors.console.oidc.attempt import Attempt
from connectors.console.oidc.errors import OidcError
from connectors.console.oidc.provider import Provider
from connectors.console.oidc.settings import MAINTAINERS, VIEWERS, OidcSettings
from connectors.console.pages.sign_in import sign_in_page, signed_in_page
from connectors.console.roles import Role
from connectors.web.limits import Limit, Rate

BACK = "/console/signed-in"
RATE = Rate(burst=10, per_minute=20)
NO_ATTEMPT = "This browser began no sign-in in the last ten minutes; sign in again."
DENIED = "The provider did not let you in, or you did not allow it; sign in again to try once more."
FAILED = "The provider could not sign you in; try again, and if it stays so, tell who runs it."
TOO_MANY = "Too many attempts; wait a minute."

logger = logging.getLogger(__name__)


class OidcRoutes:
    """Signs people in by the provider.

    Args:
        access: gives them their session.
        settings: the provider's.
    """

    def __init__(self, access: Access, settings: OidcSettings) -> None:
        self._access = access
        self._settings = settings
        self._provider = Provider(settings)
        self._limit = Limit(RATE)

    @property
    def name(self) -> str:
        """The provider's name for people."""
        return self._provider.name

    async def begin(self, request: Request) -> HTTPResponse:
        """Send the browser to the provider."""
        if self._limit.wait_seconds(request.remote_addr or request.ip):
            return self._refusal(OidcError(TOO_MANY, status=429))
        attempt = attempts.begin(self._access.seal, to=str(request.args.get("to", "")))
        try:
            address = await self._provider.sign_in_address(attempt, back=_back(request))
        except OidcError as problem:
            return self._refusal(problem)
        return with_cookie(
            sent_to(address),
            attempts.COOKIE,
            attempt.cookie,
            request,
            same_site="Lax",
            seconds=attempts.SECONDS,
        )

    async def end(self, request: Request) -> HTTPResponse:
        """Take the provider's answer; whatever it is, the attempt is over."""
        try:
            attempt = self._attempt(request)
            name, role = await self._person(request, attempt)
            answer = shown(signed_in_page(name, attempt.to))
            # A redirect would still count as the provider's, and the session's cookie stay behind.
            answer.headers["Refresh"] = f"0; url={attempt.to}"
            with_cookie(answer, COOKIE, self._access.sign_in(name, role), request)
        except OidcError as problem:
            answer = self._refusal(problem)
        return with_cookie(answer, attempts.COOKIE, "", request, same_site="Lax")

    def _attempt(self, request: Request) -> Attempt:
        """Return the attempt of this browser that the answer belongs to."""
        if self._limit.wait_seconds(request.remote_addr or request.ip):
            raise OidcError(TOO_MANY, status=429)
        attempt = attempts.known(self._access.seal, request.cookies.get(attempts.COOKIE))
        if attempt is None or not attempt.is_answered_by(_given(request, "state")):
            raise OidcError(NO_ATTEMPT)
        return attempt

    async def _person(self, request: Request, attempt: Attempt) -> tuple[str, Role]:
        """Return the name and role of whom the provider names."""
        if error := _given(request, "error"):
            raise OidcError(DENIED if error == "access_denied" else FAILED)
        offer = await self._provider.offer()
        issuer = _given(request, "iss")
        if issuer != offer.issuer and (issuer or offer.names_itself):
            raise OidcError("The answer is of another provider than was asked; sign in again.")
        code = _given(request, "code")
        if not code:
            raise OidcError(FAILED)
        return self._admitted(await self._provider.claims(code, attempt, back=_back(request)))

    def _admitted(self, claims: dict[str, Any]) -> tuple[str, Role]:
        given = claims.get("email")
        is_verified = claims.get("email_verified") in (True, "true")
        email = given if isinstance(given, str) and is_verified else ""
        role = self._settings.role_of(email, _groups(claims.get(self._settings.groups_claim)))
        if role:
            return email or str(claims["sub"]), role
        if not email:
            raise OidcError(
                "The provider names no e-mail address of yours that it has verified; verify it "
                "there, and sign in again."
            )
        raise OidcError(
            f"{email} may not come in; ask who runs the mentor to add you to {MAINTAINERS} or "
            f"{VIEWERS}."
        )

    def _refusal(self, problem: OidcError) -> HTTPResponse:
        cause = f": {problem.__cause__}" if problem.__cause__ else ""
        if problem.status >= 500 or cause:
            logger.warning("A sign-in by the provider failed: %s%s", problem, cause)
        page = sign_in_page(
            problem=str(problem), provider=self.name, takes_tokens=self._access.takes_tokens
        )
        return shown(page, status=problem.status)


def _back(request: Request) -> str:
    return f"{request.scheme}://{request.host}{BACK}"


def _given(request: Request, name: str) -> str:
    return str(request.args.get(name, ""))


def _groups(claim: object) -> list[str]:
    named = claim if isinstance(claim, list) else [claim]
    return [one for one in named if isinstance(one, str)]

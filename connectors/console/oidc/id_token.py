"""What the provider says of a person, believed only where all of it can be proved."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

import jwt

from connectors.console.oidc.errors import OidcError

ALGORITHMS: Mapping[str, tuple[str, ...]] = {  # by the type of key; none of them has a shared one
    "RSA": ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    "EC": ("ES256", "ES384", "ES512"),
    "OKP": ("EdDSA",),
}
LEEWAY_SECONDS = 60  # by which two clocks may differ
REQUIRED = ["iss", "sub", "aud", "exp", "iat", "nonce"]

UNPROVED = "The provider's answer could not be verified; sign in again."
CLOCKS = (
    "The provider's answer is of another time than this server's clock shows; have the server's "
    "clock set right, and sign in again."
)
OTHER_PROVIDER = (
    "The answer is of another provider than the one that MENTOR_CONSOLE_OIDC names; sign in again."
)
OTHER_CONSOLE = (
    "The provider's answer is for another application; have MENTOR_CONSOLE_OIDC_CLIENT_ID checked, "
    "and sign in again."
)
OTHER_ATTEMPT = "The provider's answer is to another attempt to sign in; sign in again."


def key_of(token: str, keys: jwt.PyJWKSet | None) -> jwt.PyJWK | None:
    """Return the key that a token says it is signed with; None where there is no such key.

    Raises:
        OidcError: when it is no token, or none that is signed with a key pair.
    """
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError as problem:
        raise OidcError(UNPROVED) from problem
    algorithm = header.get("alg")
    if not any(algorithm in allowed for allowed in ALGORITHMS.values()):
        raise OidcError(UNPROVED)
    fitting = [
        key
        for key in (keys.keys if keys else ())
        if algorithm in ALGORITHMS.get(key.key_type or "", ())
        and key.public_key_use in (None, "sig")
        and header.get("kid") in (None, key.key_id)
    ]
    return fitting[0] if len(fitting) == 1 else None


def verified(
    token: str, key: jwt.PyJWK, *, issuer: str, client_id: str, nonce: str
) -> dict[str, Any]:
    """Return the claims of an ID token.

    Args:
        token: as the provider sent it.
        key: the provider's, which it must be signed with.
        issuer: whose it must be.
        client_id: for whom it must be.
        nonce: of the attempt that it must answer.

    Raises:
        OidcError: when any of that does not hold, or it is not of this time.
    """
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key.key,
            algorithms=list(ALGORITHMS[key.key_type or ""]),
            issuer=issuer,
            audience=client_id,
            leeway=LEEWAY_SECONDS,
            options={"require": REQUIRED, "enforce_minimum_key_length": True},
        )
    except (jwt.ExpiredSignatureError, jwt.ImmatureSignatureError) as problem:
        raise OidcError(CLOCKS) from problem
    except jwt.InvalidIssuerError as problem:
        raise OidcError(OTHER_PROVIDER) from problem
    except jwt.InvalidAudienceError as problem:
        raise OidcError(OTHER_CONSOLE) from problem
    except (jwt.PyJWTError, TypeError, ValueError) as problem:
        raise OidcError(UNPROVED) from problem
    if claims.get("azp", client_id) != client_id:
        raise OidcError(OTHER_CONSOLE)
    if not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise OidcError(OTHER_ATTEMPT)
    return claims

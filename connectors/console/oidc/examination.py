"""What `mentor doctor` asks the provider: whether it is there, is itself, and shows its keys."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

from connectors.console.oidc.errors import OidcError
from connectors.console.oidc.provider import Provider
from connectors.console.oidc.routes import BACK
from connectors.console.oidc.settings import ISSUER, OidcSettingError, OidcSettings
from connectors.examined import Found


def examine(get: Callable[[str], str | None]) -> Iterator[Found]:
    """Yield what is found.

    Args:
        get: returns a variable of the environment.
    """
    try:
        settings = OidcSettings.read(get)
    except OidcSettingError as problem:
        yield Found(ISSUER, "cannot sign anybody in", str(problem))
        return
    if settings is None:
        return
    provider = Provider(settings)
    try:
        n_keys = asyncio.run(provider.keys())
    except OidcError as problem:
        yield Found(ISSUER, "set", str(problem))
        return
    found = f"{provider.name} answers, with {n_keys} keys; it must send people back to {BACK}"
    yield Found(ISSUER, found)

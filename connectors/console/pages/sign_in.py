"""Where one signs in."""

from __future__ import annotations

from urllib.parse import urlencode

from connectors.console.html import Html, el
from connectors.console.pages.layout import button, document, hidden


def sign_in_page(
    *,
    problem: str = "",
    name: str = "",
    to: str = "",
    provider: str = "",
    takes_tokens: bool = True,
) -> Html:
    """Return the page that asks who somebody is.

    Args:
        problem: why they are not signed in.
        name: as they gave it.
        to: the page that they want.
        provider: the identity provider's name; "" where none is set.
        takes_tokens: whether a token signs in.
    """
    return document(
        "Sign in",
        el(
            "main",
            el("h1", "Mentor console"),
            el("p", problem, class_="problem", role="alert") if problem else None,
            _by_provider(provider, to) if provider else None,
            _by_token(name, to) if takes_tokens else None,
            class_="sign-in",
        ),
    )


def _by_provider(provider: str, to: str) -> Html:
    query = f"?{urlencode({'to': to})}" if to else ""
    link = el(
        "a",
        f"Sign in with {provider}",
        href=f"/console/sign-in/provider{query}",
        class_="button primary",
    )
    return el("p", link)


def _by_token(name: str, to: str) -> Html:
    return el(
        "form",
        el("label", "Your name", for_="name"),
        el("input", id="name", name="name", value=name, required=True, maxlength=80,
           autocomplete="name"),
        el("p", "It stands beside what you teach.", class_="hint"),
        el("label", "Token", for_="token"),
        el("input", id="token", name="token", type="password", required=True,
           autocomplete="current-password"),
        el("p", "The operator has set it as MENTOR_CONSOLE_TOKEN.", class_="hint"),
        hidden("to", to) if to else None,
        button("Sign in", kind="primary"),
        method="post",
        action="/console/sign-in",
    )  # fmt: skip


def signed_in_page(name: str, to: str) -> Html:
    """Return what is seen for a moment on the way back from the provider.

    Args:
        name: who is signed in.
        to: the console's page that they wanted.
    """
    return document(
        "Signed in",
        el(
            "main",
            el("h1", "Signed in"),
            el("p", f"You are signed in as {name}."),
            el("p", el("a", "To the console", href=to, class_="button primary")),
            class_="sign-in",
        ),
    )


def closed() -> Html:
    """Return what somebody from elsewhere sees where no token is set."""
    return document(
        "Closed",
        el(
            "main",
            el("h1", "The console is closed"),
            el(
                "p",
                "Without a token it is open on the mentor's own machine only. Set "
                "MENTOR_CONSOLE_TOKEN where the mentor runs, start it again, and sign in here.",
            ),
            class_="sign-in",
        ),
    )

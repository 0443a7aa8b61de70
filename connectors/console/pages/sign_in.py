"""Where one signs in."""

from __future__ import annotations

from connectors.console.html import Html, el
from connectors.console.pages.layout import button, document


def sign_in_page(*, problem: str = "", name: str = "") -> Html:
    """Return the page that asks for a name and the token."""
    return document(
        "Sign in",
        el(
            "main",
            el("h1", "Mentor console"),
            el("p", problem, class_="problem", role="alert") if problem else None,
            el(
                "form",
                el("label", "Your name", for_="name"),
                el("input", id="name", name="name", value=name, required=True, maxlength=80,
                   autocomplete="name"),
                el("p", "It stands beside what you teach.", class_="hint"),
                el("label", "Token", for_="token"),
                el("input", id="token", name="token", type="password", required=True,
                   autocomplete="current-password"),
                el("p", "The operator has set it as MENTOR_CONSOLE_TOKEN.", class_="hint"),
                button("Sign in", kind="primary"),
                method="post",
                action="/console/sign-in",
            ),
            class_="sign-in",
        ),
    )  # fmt: skip


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

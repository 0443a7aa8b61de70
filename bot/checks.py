"""What `mentor doctor` checks: each check is a function that returns what it found."""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from urllib.parse import urlsplit

from packaging.requirements import Requirement

from bot.promoted import promoted_model
from bot.stack import LOOPBACK, listen, running_port
from knowledge.errors import KnowledgeError
from knowledge.home import Home
from knowledge.releases import Releases
from knowledge.settings import VECTOR_PLACES, Settings

PYTHON = (3, 10)
MIN_FREE_BYTES = 1024**3
SLACK = "connectors.slack.examination"  # by name, as the server has its channels
CONSOLE_SIGN_IN = "connectors.console.oidc.examination"
OIDC_SETTINGS = (
    "MENTOR_CONSOLE_OIDC",
    "MENTOR_CONSOLE_OIDC_CLIENT_ID",
    "MENTOR_CONSOLE_OIDC_CLIENT_SECRET",
)
SLACK_TOKENS = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET")
ADDRESSES = {
    "DATABASE_URL": ("postgresql", "postgres"),
    "REDIS_URL": ("redis", "rediss"),
    "SLACK_API_URL": ("https", "http"),
}


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Attributes:
        name: what it is.
        found: what there is.
        remedy: what to do about it; "" where all is well.
    """

    name: str
    found: str
    remedy: str = ""


def all_checks(home: Home, *, port: int) -> Iterator[Check]:
    """Yield each check as soon as it is made.

    Args:
        home: whose release, settings and disk are looked at.
        port: the port that `mentor serve` would take.
    """
    yield python()
    yield packages()
    yield encoder(home)
    yield release(home)
    yield disk(home)
    yield port_of(home, port)
    yield from environment(os.environ.get)
    yield from vectors(home)
    yield from slack(os.environ.get)
    yield from console_sign_in(os.environ.get)


def python() -> Check:
    """Check the version of Python."""
    version = ".".join(map(str, sys.version_info[:3]))
    fits = sys.version_info[:2] == PYTHON
    return Check("Python", version, "" if fits else "Rasa needs 3.10: run `make setup`.")


def packages() -> Check:
    """Check that each package the mentor requires is installed in a version that fits."""
    wrong = [
        requirement.name
        for requirement in map(Requirement, metadata.requires("backend-mentor") or ())
        if not _is_met(requirement)
    ]
    if wrong:
        return Check(
            "Packages", f"missing or of another version: {', '.join(wrong)}", "`make setup`"
        )
    return Check("Packages", "as required")


def encoder(home: Home) -> Check:
    """Check that the default encoder is the published one, by its checksum."""
    from knowledge.search.export import DEFAULT_MODEL, DEFAULT_MODEL_SHA256, sha256_of

    model = Settings.read(home).model
    if model != DEFAULT_MODEL:
        return Check("Encoder", f"{model}, set in config.yml (not checked)")
    spec = importlib.util.find_spec(model)
    weights = (
        Path(spec.origin).parent / "model" / "model.safetensors" if spec and spec.origin else None
    )
    if weights is None or not weights.is_file():
        return Check("Encoder", f"{model} is not installed", "`make setup`")
    if sha256_of(weights) != DEFAULT_MODEL_SHA256:
        remedy = "Remove .venv and run `make setup`."
        return Check("Encoder", "not the published all-MiniLM-L6-v2: its checksum differs", remedy)
    return Check("Encoder", "all-MiniLM-L6-v2, as published (SHA-256 agrees)")


def release(home: Home) -> Check:
    """Check that a release is promoted and whole."""
    try:
        promoted_model(home)
    except KnowledgeError as problem:
        return Check("Release", str(problem), "`mentor train`")
    live = Releases(home).live()
    return Check("Release", f"{live.id}, trained {live.created}" if live else "none")


def disk(home: Home) -> Check:
    """Check that there is room for a few releases."""
    existing = next(folder for folder in (home.root, *home.root.parents) if folder.exists())
    free = shutil.disk_usage(existing).free
    found = f"{free / 1024**3:.1f} GB free at {home.root}"
    return Check("Disk", found, "" if free >= MIN_FREE_BYTES else "Make room: 1 GB at least.")


def port_of(home: Home, port: int) -> Check:
    """Check that the port is free, or this home's own mentor has it."""
    if running_port(home) == port:
        return Check("Port", f"{port}: this home's mentor answers there")
    try:
        listen(LOOPBACK, port).close()
    except KnowledgeError:
        return Check("Port", f"{port} is taken", "Stop what has it, or use `mentor serve --port`.")
    return Check("Port", f"{port} is free")


def environment(get: Callable[[str], str | None]) -> Iterator[Check]:
    """Check the form of the addresses that are set; their values are not shown."""
    for name, schemes in ADDRESSES.items():
        if value := get(name):
            fits = urlsplit(value).scheme.partition("+")[0] in schemes
            yield Check(name, "set", "" if fits else f"It should begin with {schemes[0]}://.")


def vectors(home: Home) -> Iterator[Check]:
    """Check that PostgreSQL can hold vectors, where config.yml has them there."""
    place = Settings.read(home).vectors
    if place == VECTOR_PLACES[0]:
        return
    from knowledge.search.vectors.kept import check_place  # FAISS: only where it is asked for

    try:
        check_place(place)
    except KnowledgeError as problem:
        yield Check("Vectors", "not in reach", str(problem))
    else:
        yield Check("Vectors", "PostgreSQL has pgvector")


def slack(get: Callable[[str], str | None]) -> Iterator[Check]:
    """Ask Slack whether it takes the tokens that are set; their values are not shown."""
    if any(get(name) for name in SLACK_TOKENS):
        yield from _examined(SLACK, get)


def console_sign_in(get: Callable[[str], str | None]) -> Iterator[Check]:
    """Ask the provider that signs people in to the console, where one is set."""
    if any(get(name) for name in OIDC_SETTINGS):
        yield from _examined(CONSOLE_SIGN_IN, get)


def _examined(connector: str, get: Callable[[str], str | None]) -> Iterator[Check]:
    for found in importlib.import_module(connector).examine(get):
        yield Check(found.name, found.found, found.remedy)


def _is_met(requirement: Requirement) -> bool:
    if requirement.marker is not None and not requirement.marker.evaluate():
        return True
    try:
        return requirement.specifier.contains(metadata.version(requirement.name), prereleases=True)
    except metadata.PackageNotFoundError:
        return False

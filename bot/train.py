"""From a home to a live release: the knowledge's bundle and the dialogue's Rasa model.

The Rasa model depends on the conversation's files alone, not on what the mentor knows, so new
pairs or articles are live without a Rasa training.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Collection
from dataclasses import asdict
from pathlib import Path

import yaml

from bot.maintenance.examinee import Examinee
from bot.maintenance.promotion import promote
from bot.maintenance.settings import ReleaseSettings
from bot.maintenance.suite import suite
from bot.maintenance.trial import Trial, sample
from knowledge.build import Report, build_content
from knowledge.bundle import FITTED, Bundle
from knowledge.content import Content, read_content
from knowledge.encoders import plain_encoder_of, tuned_encoder_of
from knowledge.errors import BundleError, KnowledgeError, SettingError
from knowledge.home import REPOSITORY, Home
from knowledge.live import BUNDLE_VARIABLE
from knowledge.notebook import Verdict
from knowledge.releases import Release, Releases
from knowledge.settings import Settings

N_OF_EACH_SLICE = 300  # questions of the suite
N_PREPARED = 100


class RefusedError(KnowledgeError):
    """The gate did not let a release through."""


def train(
    home: Home,
    *,
    by: str = "",
    cause: str = "trained",
    pending: Collection[str] | None = None,
    gated: bool = True,
    finetuned: bool | None = None,
    report: Report = lambda stage, share: None,
) -> Release:
    """Train what changed, keep it as a release and promote it where the gate lets it through.

    The caller holds the lock of `bot.maintenance.lock`.

    Args:
        home: whose knowledge and conversation are trained.
        by: who wants it.
        cause: what it is made for.
        pending: the lessons to take in beside the active ones; all that wait where left out.
        gated: whether the gate may refuse it.
        finetuned: whether to tune the encoder on the pairs; None keeps the live one's tuning.
        report: is told the stage, in words for people, and its share done, 0 to 1.

    Raises:
        KnowledgeError: when a source or a setting is at fault or Rasa cannot train.
        RefusedError: when the release answers worse than the live one; it is kept and not live.
    """
    settings = ReleaseSettings.read(home)
    report("Reading the sources", 0.0)
    content = read_content(home, pending=pending)
    encoder, tuning = _encoder(home, content, finetuned, report)
    bundle = Bundle(build_content(home, content, encoder=encoder, report=report))
    model = _rasa_model(home, bundle, report)
    candidate = Release(bundle.id, model.name)
    verdict = _verdict(home, candidate, content, settings, report) if gated else None
    release = Releases(home).add(
        bundle=bundle.id,
        model=model.name,
        report={
            **bundle.model.report,
            **({"gate": asdict(verdict)} if verdict else {}),
            **({"finetuning": tuning} if tuning else {}),
        },
        lessons=content.lessons,
        cause=cause,
    )
    if verdict and not verdict.passed:
        raise RefusedError(_refusal(release, verdict))
    if settings.promote or verdict is None:
        promote(home, release, by=by, instead_of=_continued(home, content))
        if verdict is None:
            _prepare(home, release, content, report)
    report("Done", 1.0)
    return release


def _encoder(
    home: Home, content: Content, finetuned: bool | None, report: Report
) -> tuple[Path | None, dict[str, float]]:
    """Return the encoder to build with, None for the home's, and what tuning came to."""
    settings = Settings.read(home)
    if finetuned:
        return tuned_encoder_of(home, settings, content, report=report)
    return plain_encoder_of(home, settings) if finetuned is False else None, {}


def _verdict(
    home: Home, candidate: Release, content: Content, settings: ReleaseSettings, report: Report
) -> Verdict | None:
    """Return what the gate says; None where there is no other release to compare with."""
    releases = Releases(home)
    live = releases.live()
    if live is None or live.bundle == candidate.bundle:
        return None
    try:
        serving = Examinee.of(home, live)
    except (BundleError, SettingError):  # of another version, or its database is given up
        return None
    report("Proving it", 0.0)
    examined = Examinee.of(home, candidate, like=serving)
    whole = suite(home, serving, content.approved)
    items = sample(whole, N_OF_EACH_SLICE)
    before, after = serving.bundle.passages, examined.bundle.passages
    growth = len(set(after) - set(before)) / max(1, len(before))
    return Trial(home, serving, settings).judge(examined, items, whole=whole, growth=growth)


def _prepare(home: Home, release: Release, content: Content, report: Report) -> None:
    """Ask a first release its suite, so that the next one is soon compared with it."""
    report("Asking the suite", 0.0)
    examined = Examinee.of(home, release)
    items = sample(suite(home, examined, content.approved), N_PREPARED)
    Trial(home, examined, ReleaseSettings.read(home)).judge(examined, items)


def _continued(home: Home, content: Content) -> str:
    """Return the live release's id where the new one only fits what that one holds already."""
    releases = Releases(home)
    live = releases.live()
    if live is None or live.lessons != content.lessons:
        return ""
    try:
        bundle = Bundle(releases.bundle(live))
        same = {p.id for p in bundle.passages} == {p.id for p in content.passages}
        return live.id if FITTED in bundle.manifest and same else ""
    except BundleError:
        return ""


def _refusal(release: Release, verdict: Verdict) -> str:
    worse = [score for score in verdict.slices if not score.passed]
    what = "; ".join(f"{s.name}: {s.before} of {s.n} before, {s.after} now" for s in worse)
    return (
        f"Release {release.id} answers worse than the live one and is not live ({what}). "
        f"`mentor releases show {release.id}` lists what broke, `mentor releases promote "
        f"{release.id}` makes it live all the same."
    )


def _rasa_model(home: Home, bundle: Bundle, report: Report) -> Path:
    """Train the dialogue, or find it trained from the same files."""
    models = home.state / "models"
    target = models / f"{_fingerprint(home, bundle.encoder_folder)}.tar.gz"
    if target.is_file():
        return target
    report("Training the dialogue", 0.0)
    models.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=models) as scratch:
        os.replace(_train_rasa(home, bundle, Path(scratch)), target)
    return target


def _train_rasa(home: Home, bundle: Bundle, folder: Path) -> Path:
    """Run Rasa's training in a process of its own: it is loud and keeps what it imported."""
    log = home.state / "rasa-training.log"
    command = [sys.executable, "-m", "rasa", "train", "--out", str(folder)]
    command += [
        "--fixed-model-name",
        "dialogue",
        "--config",
        "config.yml",
        "--domain",
        "domain.yml",
    ]
    command += ["--data", str(Path("bot") / "data")]
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
    own = {"MENTOR_HOME": str(home.root), BUNDLE_VARIABLE: str(bundle.folder)}
    environment = {**os.environ, **quiet, **own}
    with log.open("wb") as output:
        done = subprocess.run(
            command, cwd=home.root, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    model = folder / "dialogue.tar.gz"
    if done.returncode or not model.is_file():
        raise KnowledgeError(
            f"Rasa could not train the dialogue of {home.root}; {log} holds what it said."
        )
    return model


def _rasa_settings(home: Home) -> bytes:
    """Return config.yml without what is the mentor's own: a tolerance trains no dialogue."""
    config = yaml.safe_load((home.root / "config.yml").read_text("utf-8"))
    return json.dumps({**config, "releases": None}, sort_keys=True).encode()


def _fingerprint(home: Home, encoder: Path) -> str:
    """Hash what the Rasa model depends on: the conversation's files and the code for them."""
    digest = hashlib.sha256(encoder.name.encode() + _rasa_settings(home))
    files = [home.root / "domain.yml"]
    files += sorted((home.root / "bot" / "data").rglob("*.yml"))
    files += sorted((REPOSITORY / "bot" / "components").glob("*.py"))
    for path in files:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]

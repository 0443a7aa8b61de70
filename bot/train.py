"""From a home to a live release: the knowledge's bundle and the dialogue's Rasa model.

The Rasa model depends on the conversation's files alone, not on what the mentor knows, so new
pairs or articles are live without a Rasa training.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from knowledge.build import Report, build
from knowledge.bundle import Bundle
from knowledge.errors import KnowledgeError
from knowledge.home import REPOSITORY, Home
from knowledge.live import BUNDLE_VARIABLE
from knowledge.releases import Release, Releases


def train(home: Home, *, report: Report = lambda stage, share: None) -> Release:
    """Train what changed, keep it as a release and promote it.

    Args:
        home: whose knowledge and conversation are trained.
        report: is told the stage, in words for people, and its share done, 0 to 1.

    Raises:
        KnowledgeError: when a source or a setting is at fault or Rasa cannot train.
    """
    bundle = Bundle(build(home, report=report))
    model = _rasa_model(home, bundle, report)
    releases = Releases(home)
    release = releases.add(bundle=bundle.id, model=model.name, report=bundle.model.report)
    releases.promote(release)
    report("Done", 1.0)
    return release


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


def _fingerprint(home: Home, encoder: Path) -> str:
    """Hash what the Rasa model depends on: the conversation's files and the code for them."""
    digest = hashlib.sha256(encoder.name.encode())
    files = [home.root / "config.yml", home.root / "domain.yml"]
    files += sorted((home.root / "bot" / "data").rglob("*.yml"))
    files += sorted((REPOSITORY / "bot" / "components").glob("*.py"))
    for path in files:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]

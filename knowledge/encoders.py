"""Which encoder a home's bundles are built with: that of config.yml, or one tuned on its pairs.

    model of config.yml ─ export ─ encoders/<hash>/
                        └ fine-tuning on the pairs' phrasings ─ encoders/<another hash>/

A tuned encoder says in its own file what it was tuned from, so trainings after it keep it as long
as a live bundle uses it and config.yml names the same model.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from knowledge.bundle import Bundle
from knowledge.content import Content
from knowledge.errors import BundleError
from knowledge.home import Home
from knowledge.releases import Releases
from knowledge.search.encoder import ABOUT_FILE, text_key
from knowledge.search.export import export_encoder, located
from knowledge.settings import Settings
from knowledge.views import phrasings, views_of


def encoder_of(home: Home, settings: Settings) -> Path:
    """Return the encoder to build with: the live one where it was tuned from config.yml's model.

    Raises:
        SettingError: when the model cannot be had.
    """
    plain, live = plain_encoder_of(home, settings), _live(home)
    tuned = plain.with_name(live) if live else plain
    return tuned if _tuned_from(tuned) == plain.name else plain


def plain_encoder_of(home: Home, settings: Settings) -> Path:
    """Return the encoder of config.yml's model as it is.

    Raises:
        SettingError: when the model cannot be had.
    """
    return export_encoder(settings.model, home.state / "encoders")


def tuned_encoder_of(
    home: Home,
    settings: Settings,
    content: Content,
    *,
    report: Callable[[str, float], None] = lambda stage, share: None,
) -> tuple[Path, dict[str, float]]:
    """Tune config.yml's model on the pairs and return the encoder to build with.

    Returns:
        The tuned encoder, or the plain one where tuning did not help; and the shares of the
        phrasings held out that found their pair "before" and "after".

    Raises:
        KnowledgeError: when there are too few phrasings.
    """
    from knowledge.search.finetune import finetune  # torch: only when tuning

    plain = plain_encoder_of(home, settings)
    views = views_of(content.passages)
    asked = [views[place] for place in phrasings(content.passages, views)]
    with tempfile.TemporaryDirectory(dir=home.state, prefix=".tuning-") as scratch:
        tuned = finetune(
            located(settings.model),
            [view.text for view in asked],
            [view.passage for view in asked],
            Path(scratch),
            report=report,
        )
        told = {"before": tuned.before, "after": tuned.after}
        if not tuned.better:
            return plain, told
        report("Preparing the encoder", 0.0)
        about = {"tuned_from": plain.name, "held_out": sorted(map(text_key, tuned.held_out))}
        return export_encoder(scratch, home.state / "encoders", about=about), told


def _live(home: Home) -> str:
    """Return the name of the live bundle's encoder; "" where none is live or it is damaged."""
    releases = Releases(home)
    live = releases.live()
    try:
        return str(Bundle(releases.bundle(live)).manifest["encoder"]) if live else ""
    except BundleError:
        return ""


def _tuned_from(folder: Path) -> str:
    try:
        about: dict[str, Any] = json.loads((folder / ABOUT_FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return ""
    return str(about.get("tuned_from", "")) if isinstance(about, dict) else ""

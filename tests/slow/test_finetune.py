"""The encoder tuned on pairs, with the real model: kept only where it finds more."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from knowledge.search import finetune as tuning
from knowledge.search.encoder import OnnxEncoder
from knowledge.search.export import DEFAULT_MODEL, export_encoder, located
from knowledge.search.finetune import finetune

WAYS = ("how do I get to {}?", "{} directions please", "the way to {}", "is {} far from here?")
PLACES = [f"{a}{b}" for a in ("north", "south", "upper", "lower", "old", "new", "west", "east")
          for b in ("field", "bridge", "mill", "ford", "hill", "gate", "wood", "port")]  # fmt: skip
PHRASINGS = [way.format(place) for place in PLACES for way in WAYS]
OWNERS = [number for number in range(len(PLACES)) for _ in WAYS]


def test_a_better_model_is_written_and_exported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shares = iter([0.5, 0.75])
    monkeypatch.setattr(tuning, "_share_found", lambda *_: next(shares))
    told: list[float] = []
    tuned = finetune(
        located(DEFAULT_MODEL), PHRASINGS, OWNERS, tmp_path / "tuned",
        report=lambda stage, share: told.append(share),
    )  # fmt: skip
    assert (tuned.better, tuned.before, tuned.after) == (True, 0.5, 0.75)
    assert len(tuned.held_out) == len(PLACES)
    assert told == sorted(told)
    folder = export_encoder(
        str(tmp_path / "tuned"), tmp_path / "encoders", about={"tuned_from": "x", "held_out": ["k"]}
    )
    encoder = OnnxEncoder(folder)
    assert encoder.held_out == {"k"}
    assert json.loads((folder / "encoder.json").read_text())["tuned_from"] == "x"
    one, same, other = (encoder.encode(text)[: encoder.n_dims]
                        for text in (PHRASINGS[0], PHRASINGS[1], PHRASINGS[4]))  # fmt: skip
    assert one @ same > one @ other
    assert np.linalg.norm(one) == pytest.approx(1, abs=1e-3)


def test_a_model_that_finds_no_more_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tuning, "LEARNING_RATE", 0.0)
    monkeypatch.setattr(tuning, "N_EPOCHS", 1)
    tuned = finetune(located(DEFAULT_MODEL), PHRASINGS, OWNERS, tmp_path / "tuned")
    assert not tuned.better
    assert tuned.after == pytest.approx(tuned.before)
    assert 0 < tuned.before <= 1
    assert not (tmp_path / "tuned").exists()

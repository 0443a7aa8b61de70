"""A bundle: written once, read part by part, checked when it is opened."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from knowledge.bundle import FORMAT, Bundle
from knowledge.errors import BundleError
from tests import tea


@pytest.fixture
def copy(tea_bundle: Path, tmp_path: Path) -> Path:
    """A bundle that a test may damage."""
    return Path(shutil.copytree(tea_bundle, tmp_path / "copy"))


def test_what_is_read_is_what_was_written(tea_bundle: Path) -> None:
    written, read = tea.parts(tea.passages()), Bundle(tea_bundle)
    assert read.passages == written["passages"]
    assert read.views == written["views"]
    assert read.terms.terms == written["terms"].terms
    assert np.array_equal(read.index.vectors(), written["index"].vectors())
    assert np.array_equal(read.outside, written["outside"])
    query = "green tea in a gaiwan"
    assert read.lexical.score(query).bm25.tolist() == written["lexical"].score(query).bm25.tolist()


def test_what_training_learnt_is_read_by_name(tea_bundle: Path) -> None:
    model = Bundle(tea_bundle).model
    assert model.ranker.tolist() == tea.RANKER.tolist()
    assert model.gate.trees.as_dict() == tea.GATE.trees.as_dict()
    assert model.gate.thresholds == tea.GATE.thresholds
    assert model.report == {"rehearsed": 0}


def test_a_bundle_says_what_it_is(tea_bundle: Path) -> None:
    bundle = Bundle(tea_bundle)
    assert bundle.id == "b1"
    assert bundle.encoder_folder == tea_bundle.parents[1] / "encoders" / "stem-encoder"
    assert bundle.manifest["format"] == FORMAT


def test_every_passage_has_its_place(tea_bundle: Path) -> None:
    bundle = Bundle(tea_bundle)
    assert all(bundle.passages[place].id == id for id, place in bundle.places.items())
    assert len(bundle.places) == len(bundle.passages)


@pytest.mark.parametrize("content", [None, "", '{"format":'])
def test_a_bundle_cut_short_is_no_bundle(copy: Path, content: str | None) -> None:
    manifest = copy / "manifest.json"
    manifest.unlink() if content is None else manifest.write_text(content, "utf-8")
    with pytest.raises(BundleError, match="is no whole bundle; run `mentor train`"):
        Bundle(copy)


@pytest.mark.parametrize("format", [1, "another", None])
def test_another_format_is_refused(copy: Path, format: int | str | None) -> None:
    (copy / "manifest.json").write_text(json.dumps({"id": "b1", "format": format}), "utf-8")
    with pytest.raises(BundleError, match=f"has format {format}, this version reads {FORMAT}"):
        Bundle(copy)


@pytest.mark.parametrize(
    ("file", "part"),
    [
        ("passages.json", "passages"),
        ("views.json", "views"),
        ("terms.json", "terms"),
        ("model.json", "model"),
        ("lexical.npz", "lexical"),
        ("outside.npy", "outside"),
    ],
)
@pytest.mark.parametrize("content", [None, b"[["], ids=["missing", "damaged"])
def test_a_damaged_part_is_said_so(copy: Path, file: str, part: str, content: bytes | None) -> None:
    (copy / file).unlink() if content is None else (copy / file).write_bytes(content)
    with pytest.raises(BundleError, match="mentor train"):
        getattr(Bundle(copy), part)

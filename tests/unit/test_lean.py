"""Which models are served without the libraries that only others need."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from bot.lean import uses

OURS = "bot.components.gate.KnowledgeGate"
RULES = "bot.policy.RecentRulePolicy"
TED = "rasa.core.policies.ted_policy.TEDPolicy"


def model_of(folder: Path, *components: str) -> Path:
    """Write what a Rasa model says of itself."""
    schema = {"nodes": {str(n): {"uses": name} for n, name in enumerate(components)}}
    content = json.dumps({"predict_schema": schema}).encode()
    path = folder / "model.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        entry = tarfile.TarInfo("metadata.json")
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return path


def test_a_model_names_its_components(tmp_path: Path) -> None:
    assert uses(model_of(tmp_path, OURS, RULES)) == (OURS, RULES)


@pytest.mark.parametrize(
    ("component", "is_left_out"),
    [(OURS, True), (RULES, True), (TED, False), ("mine.Tagger", False)],
)
def test_what_a_model_may_need_is_not_left_out(
    tmp_path: Path, component: str, is_left_out: bool
) -> None:
    model = model_of(tmp_path, OURS, component)
    code = (
        "import sys; from pathlib import Path; from bot.lean import leave_out_unused; "
        "leave_out_unused(Path(sys.argv[1])); print('tensorflow' in sys.modules)"
    )
    command = [sys.executable, "-c", code, str(model)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == str(is_left_out)

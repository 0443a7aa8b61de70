"""Stock Rasa on the same pairs: `rasa init`'s pipeline and policies, trained once and kept.

pairs ─ retrieval intent `faq/<n>` ─ DIETClassifier, ResponseSelector
small talk of bot/data/nlu.yml ─ intents with an `utter_` each
rules and stories ─ RulePolicy, MemoizationPolicy, TEDPolicy, UnexpecTEDIntentPolicy
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from knowledge.home import REPOSITORY
from knowledge.parse.pairs import Pair

CONFIG = """\
recipe: default.v1
assistant_id: stock
language: en
pipeline:
- name: WhitespaceTokenizer
- name: RegexFeaturizer
- name: LexicalSyntacticFeaturizer
- name: CountVectorsFeaturizer
- name: CountVectorsFeaturizer
  analyzer: char_wb
  min_ngram: 1
  max_ngram: 4
- name: DIETClassifier
  epochs: 100
  constrain_similarities: true
- name: EntitySynonymMapper
- name: ResponseSelector
  epochs: 100
  constrain_similarities: true
- name: FallbackClassifier
  threshold: 0.3
  ambiguity_threshold: 0.1
policies:
- name: MemoizationPolicy
- name: RulePolicy
- name: UnexpecTEDIntentPolicy
  max_history: 5
  epochs: 100
- name: TEDPolicy
  max_history: 5
  epochs: 100
  constrain_similarities: true
"""
TALK = ("greet", "thanks", "bye", "who_are_you", "help", "human", "affirm", "deny")
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}


def cache() -> Path:
    """Return where trained stock projects are kept between runs, for all checkouts."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "backend-mentor-bench"


def files(pairs: Sequence[Pair]) -> dict[str, str]:
    """Return the project's files by their paths."""
    talk = _small_talk()
    numbered = list(enumerate(pairs))
    nlu = [*talk, *(_example(f"faq/n{n}", pair.questions) for n, pair in numbered)]
    responses = {f"utter_{name}": [{"text": f"({name})"}] for name in (*TALK, "default")} | {
        f"utter_faq/n{n}": [{"text": pair.answer}] for n, pair in numbered
    }
    domain = {
        "version": "3.1",
        "intents": [*TALK, "faq"],
        "responses": responses,
        "actions": ["utter_faq"],
        "session_config": {"session_expiration_time": 60, "carry_over_slots_to_new_session": True},
    }
    rules = [
        _steps("rule", name, (name, f"utter_{name}")) for name in ("bye", "who_are_you", "human")
    ] + [
        _steps("rule", "faq", ("faq", "utter_faq")),
        _steps("rule", "fallback", ("nlu_fallback", "utter_default")),
    ]
    stories = [
        _steps("story", "polite", ("greet", "utter_greet"), ("faq", "utter_faq"),
               ("thanks", "utter_thanks")),
        _steps("story", "helped", ("greet", "utter_greet"), ("help", "utter_help"),
               ("faq", "utter_faq"), ("faq", "utter_faq"), ("thanks", "utter_thanks")),
        _steps("story", "yes", ("faq", "utter_faq"), ("affirm", "utter_affirm")),
        _steps("story", "no", ("faq", "utter_faq"), ("deny", "utter_deny")),
    ]  # fmt: skip
    return {
        "config.yml": CONFIG,
        "domain.yml": _yaml(domain),
        "data/nlu.yml": _yaml({"version": "3.1", "nlu": nlu}),
        "data/rules.yml": _yaml({"version": "3.1", "rules": rules}),
        "data/stories.yml": _yaml({"version": "3.1", "stories": stories}),
        "credentials.yml": "rest:\n",
        "endpoints.yml": "tracker_store:\n  type: sql\n  dialect: sqlite\n  db: conversations.db\n",
    }


def project(pairs: Sequence[Pair]) -> Path:
    """Return the folder of the trained project; train it where it is not there yet (20 minutes)."""
    content = files(pairs)
    name = hashlib.sha256(repr(sorted(content.items())).encode()).hexdigest()[:12]
    folder = cache() / f"stock-{name}"
    for path, text in content.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    if not (folder / "training_seconds").is_file():
        began = time.monotonic()
        subprocess.run(
            [_rasa(), "train", "--fixed-model-name", "stock"],
            cwd=folder, env={**os.environ, **QUIET}, check=True,
        )  # fmt: skip
        (folder / "training_seconds").write_text(f"{time.monotonic() - began:.0f}")
    return folder


def serve_command(folder: Path, port: int) -> list[str]:
    """Return the command that serves the project, the tracker on disk."""
    return [
        _rasa(), "run", "--port", str(port), "--interface", "127.0.0.1",
        "--model", str(folder / "models" / "stock.tar.gz"),
        "--endpoints", str(folder / "endpoints.yml"),
        "--credentials", str(folder / "credentials.yml"),
    ]  # fmt: skip


def _rasa() -> str:
    return str(Path(sys.executable).with_name("rasa"))


def _small_talk() -> list[dict[str, str]]:
    known = yaml.safe_load((REPOSITORY / "bot/data/nlu.yml").read_text("utf-8"))["nlu"]
    return [one for one in known if one["intent"] in TALK]


def _example(intent: str, questions: Sequence[str]) -> dict[str, str]:
    lines = (" ".join(question.split()) for question in questions)
    return {"intent": intent, "examples": "".join(f"- {line}\n" for line in lines)}


def _steps(kind: str, name: str, *turns: tuple[str, str]) -> dict[str, Any]:
    steps = [step for intent, action in turns for step in ({"intent": intent}, {"action": action})]
    return {kind: name, "steps": steps}


def _yaml(value: object) -> str:
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=10_000)

"""The entries of a file of pairs, each with its line: YAML, CSV or JSONL.

YAML is a list, JSONL has one object a line, both with the same keys:

    - question: What is a REST API?
      also:                             # other ways to ask it
        - explain restful apis to me
      answer: An interface that ...
      topic: APIs                       # may be left out, like url
    - out_of_scope: Who won the match?  # or a list; the mentor must refuse these

CSV has the header `question,answer`; other columns are ignored. In CSV and JSONL, a question whose
answer is empty is out of scope.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import SourceError
from knowledge.parse.files import read_text, unknown_kind

OUT_OF_SCOPE = "out_of_scope"
PAIR_SUFFIXES = (".yml", ".yaml", ".csv", ".jsonl")
_KEYS = ("question", "also", "answer", "topic", "url", OUT_OF_SCOPE)
_NULL = "tag:yaml.org,2002:null"

# libyaml's parser is ten times as fast as the one in Python
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Entry:
    """What one entry says.

    Attributes:
        questions: at least one.
        answer: "" if the questions are out of scope.
        topic: None if the entry names none.
        url: None if the entry names none.
        line: where it begins, counted from 1.
    """

    questions: tuple[str, ...]
    answer: str
    topic: str | None
    url: str | None
    line: int


@dataclass(frozen=True)
class _Fields:
    """The keys of one entry with their values and lines, not yet checked."""

    path: Path
    line: int
    values: Mapping[str, Any]
    lines: Mapping[str, int]

    def error(self, problem: str, key: str = "") -> SourceError:
        return SourceError(self.path, problem, line=self.lines.get(key, self.line))

    def text(self, key: str) -> str:
        value = self.values.get(key)
        if value is None or isinstance(value, str):
            return (value or "").strip()
        raise self.error(f"{key!r} is {_kind(value)}; write a text", key)

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key)
        found = value if isinstance(value, list) else [] if value is None else [value]
        for text in found:
            if not isinstance(text, str) or not text.strip():
                kind = "empty" if not text or isinstance(text, str) else _kind(text)
                raise self.error(f"a question of {key!r} is {kind}; write a text", key)
        return tuple(map(_one_line, found))


def read_entries(path: Path) -> list[Entry]:
    """Read a file of pairs.

    Raises:
        SourceError: the file cannot be read, or an entry is not as it should be.
    """
    readers = {".yml": _read_yaml, ".yaml": _read_yaml, ".csv": _read_csv, ".jsonl": _read_jsonl}
    read = readers.get(path.suffix.lower())
    if read is None:
        raise unknown_kind(path, PAIR_SUFFIXES)
    entries = list(read(path, read_text(path)))
    if not entries:
        raise SourceError(path, "there is no question in it; add one or leave the file out")
    return entries


def _read_csv(path: Path, text: str) -> Iterator[Entry]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        header = [name.strip().casefold() for name in next(reader)]
        question, answer = _columns(path, header)
        for row in reader:
            begins, line = line + 1, reader.line_num
            if any(cell.strip() for cell in row):
                _check_row(path, begins, row, len(header), question)
                yield Entry((_one_line(row[question]),), row[answer].strip(), None, None, begins)
    except csv.Error as error:
        problem = f"this is not CSV ({error}); check the quotes from here on"
        raise SourceError(path, problem, line=line + 1) from None


def _columns(path: Path, header: list[str]) -> tuple[int, int]:
    if "question" in header and "answer" in header:
        return header.index("question"), header.index("answer")
    found = ",".join(header)
    raise SourceError(path, f"the header is {found!r}; it must name question,answer", line=1)


def _check_row(path: Path, line: int, row: list[str], width: int, question: int) -> None:
    if len(row) < width or any(cell.strip() for cell in row[width:]):
        problem = (
            f"the row has {len(row)} cells, the header {width}; quote texts with commas in them"
        )
        raise SourceError(path, problem, line=line)
    if not row[question].strip():
        raise SourceError(path, "the question is empty; write it or remove the row", line=line)


def _read_jsonl(path: Path, text: str) -> Iterator[Entry]:
    for line, source in enumerate(text.split("\n"), start=1):
        if not source.strip():
            continue
        try:
            values = json.loads(source)
        except ValueError as error:
            raise SourceError(
                path, f"this line is not JSON ({error}); mend it", line=line
            ) from None
        if not isinstance(values, dict):
            raise SourceError(path, f"the line is {_kind(values)}; write an object", line=line)
        fields = _Fields(path, line, values, {})
        if not values.get("answer") and OUT_OF_SCOPE not in values:
            _check_keys(fields)  # so that a misspelt "answer" is not taken for a missing one
            yield _entry(fields, needs_answer=False)
        else:
            yield _entry(fields)


def _read_yaml(path: Path, text: str) -> Iterator[Entry]:
    root = _compose(path, text)
    if root is None:
        return
    if not isinstance(root, yaml.SequenceNode):
        problem = "the file is not a list; begin each entry with '- question:'"
        raise SourceError(path, problem, line=root.start_mark.line + 1)
    for node in root.value:
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            problem = "the entry has no keys; begin it with '- question:'"
            raise SourceError(path, problem, line=line)
        values = {str(key.value): _plain(value) for key, value in node.value}
        lines = {str(key.value): key.start_mark.line + 1 for key, _ in node.value}
        fields = _Fields(path, line, values, lines)
        _check_keys(fields)
        if len(values) < len(node.value):
            raise fields.error("a key stands twice in the entry; begin each entry with '- '")
        yield _entry(fields)


def _compose(path: Path, text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = f"this is not YAML ({error.problem or error.context}); mend it or quote the text"
        raise SourceError(path, problem, line=mark.line + 1 if mark else None) from None
    except yaml.YAMLError as error:
        raise SourceError(
            path, f"this is not YAML ({' '.join(str(error).split())}); mend it"
        ) from None


def _plain(node: yaml.Node) -> Any:
    """Return a node's value; numbers, dates, yes and no stay the words that are written."""
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value) for key, value in node.value}
    return None if node.tag == _NULL else node.value


def _check_keys(fields: _Fields) -> None:
    for key in fields.values:
        if key not in _KEYS:
            raise fields.error(f"{key!r} is no key; allowed are {', '.join(_KEYS)}", key)


def _entry(fields: _Fields, *, needs_answer: bool = True) -> Entry:
    url = fields.text("url") or None
    if OUT_OF_SCOPE in fields.values:
        refused = fields.texts(OUT_OF_SCOPE)
        if not refused or fields.values.get("question") or fields.values.get("answer"):
            problem = f"{OUT_OF_SCOPE!r} takes questions, and stands in an entry of its own"
            raise fields.error(problem, OUT_OF_SCOPE)
        return Entry(refused, "", "", None, fields.line)
    question, answer = _one_line(fields.text("question")), fields.text("answer")
    if not question:
        raise fields.error("the question is empty; write it or remove the entry", "question")
    if needs_answer and not answer:
        problem = f"the answer is empty; write it, or make the question {OUT_OF_SCOPE!r}"
        raise fields.error(problem, "answer")
    questions = (question, *fields.texts("also"))
    topic = fields.text("topic") if "topic" in fields.values else None
    return Entry(questions, answer, topic, url, fields.line)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _kind(value: object) -> str:
    names = {dict: "a set of keys", list: "a list", str: "a text", bool: "true or false"}
    return names.get(type(value), "a number" if isinstance(value, (int, float)) else "empty")

"""The rules of the tree: who may import whom, no cycles, one file for each foreign library."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("knowledge", "bot", "actions", "connectors")

MAY_IMPORT = {
    "knowledge": ("knowledge",),
    "bot": ("bot", "knowledge"),
    "actions": ("actions", "knowledge"),
    "connectors": ("connectors", "knowledge.notebook"),
}
NEVER = {
    "knowledge": ("rasa", "rasa_sdk", "sanic", "slack_bolt", "slack_sdk"),
    "actions": ("rasa", "sanic", "slack_bolt", "slack_sdk"),
    "bot": ("slack_bolt", "slack_sdk"),
    "connectors": ("rasa_sdk",),
}
ONE_FILE_IMPORTS = ("faiss", "sentence_transformers", "spacy")
HEAVY = {
    "knowledge": ("rasa", "torch", "transformers", "sentence_transformers", "spacy"),
    "actions": ("rasa", "torch", "transformers", "faiss", "onnxruntime", "spacy"),
}


@cache
def modules() -> dict[str, Path]:
    """Return each module of the project by its dotted name."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(path: Path, *, at_start_only: bool = False) -> Iterator[str]:
    """Yield the dotted names that a file imports, what is for type checkers alone left out.

    Args:
        path: the file.
        at_start_only: leave out what functions import when they are called.
    """
    waiting: list[ast.AST] = [ast.parse(path.read_text("utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting.extend(node.orelse)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from _from(node)
        elif not (at_start_only and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)):
            waiting.extend(ast.iter_child_nodes(node))


def _from(node: ast.ImportFrom) -> Iterator[str]:
    assert node.level == 0, "imports are written in full"
    for alias in node.names:
        inner = f"{node.module}.{alias.name}"
        yield inner if inner in modules() else str(node.module)


def is_in(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_go_in_the_allowed_direction(package: str) -> None:
    wrong = [
        f"{module} imports {name}"
        for module, path in modules().items()
        for name in imports(path)
        if is_in(module, package)
        and name.split(".")[0] in PACKAGES
        and not any(is_in(name, allowed) for allowed in MAY_IMPORT[package])
    ]
    assert not wrong


@pytest.mark.parametrize("package", PACKAGES)
def test_foreign_libraries_stay_where_they_belong(package: str) -> None:
    wrong = [
        f"{module} imports {name}"
        for module, path in modules().items()
        for name in imports(path)
        if is_in(module, package) and any(is_in(name, foreign) for foreign in NEVER[package])
    ]
    assert not wrong


@pytest.mark.parametrize("library", ONE_FILE_IMPORTS)
def test_one_file_imports_the_library(library: str) -> None:
    users = [m for m, path in modules().items() if any(is_in(n, library) for n in imports(path))]
    assert len(users) == 1, users


def test_there_is_no_import_cycle() -> None:
    graph = defaultdict(set)
    for module, path in modules().items():
        graph[module] = {n for n in imports(path, at_start_only=True) if n in modules()} - {module}
    assert not _in_cycles(graph)


def _in_cycles(graph: dict[str, set[str]]) -> list[str]:
    """Return what is left after taking away, again and again, all that imports nothing left."""
    left = dict(graph)
    while free := [module for module, names in left.items() if not names & left.keys()]:
        for module in free:
            del left[module]
    return sorted(left)


@pytest.mark.parametrize("package", HEAVY)
def test_nothing_heavy_is_imported_at_the_start(package: str) -> None:
    names = [module for module in modules() if is_in(module, package)]
    seen = f"print([m for m in {HEAVY[package]} if m in sys.modules])"
    code = f"import sys, {', '.join(names)}; {seen}"
    command = [sys.executable, "-c", code]
    run = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout.strip() == "[]"


def test_every_public_name_has_a_docstring() -> None:
    missing = [
        f"{module}.{name}"
        for module, path in modules().items()
        for name in _undocumented(ast.parse(path.read_text("utf-8")), "")
    ]
    assert not missing


def _undocumented(node: ast.Module | ast.ClassDef, prefix: str) -> Iterator[str]:
    if not ast.get_docstring(node):
        yield prefix or "(module)"
    for child in node.body:
        if not isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if child.name.startswith("_"):
            continue
        if isinstance(child, ast.ClassDef):
            yield from _undocumented(child, f"{prefix}{child.name}.")
        elif not ast.get_docstring(child):
            yield f"{prefix}{child.name}"

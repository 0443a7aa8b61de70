"""The pairs of a home as one file; imported again, they give the same release."""

from __future__ import annotations

from pathlib import Path

from knowledge.content import pairs_of
from knowledge.errors import SourceError
from knowledge.home import Home
from knowledge.parse.pairs import PairSet, write_yaml


def export_pairs(home: Home, file: Path, *, taught_only: bool = False) -> tuple[int, int]:
    """Write the pairs of a home and return how many, and how many questions to refuse.

    Args:
        home: whose pairs.
        file: a YAML file.
        taught_only: leave out what stands in the home's own files.

    Raises:
        SourceError: when the file is no YAML file or cannot be written.
    """
    if file.suffix.lower() not in (".yml", ".yaml"):
        raise SourceError(file, "pairs are exported as YAML; name a file that ends with .yml")
    found = pairs_of(home)
    if taught_only:
        pairs = tuple(pair for pair in found.pairs if not pair.file)
        found = PairSet(pairs, ())
    try:
        write_yaml(found, file)
    except OSError as problem:
        raise SourceError(file, f"it cannot be written ({problem.strerror})") from problem
    return len(found.pairs), len(found.out_of_scope)

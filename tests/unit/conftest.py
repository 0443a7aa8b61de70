"""What the unit ring shares: properties that fail the same way everywhere, and the tea mentor."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from knowledge.home import Home
from knowledge.mentor import Mentor
from tests import tea

settings.register_profile("unit", max_examples=20, deadline=None, derandomize=True)
settings.load_profile("unit")


@pytest.fixture(scope="session")
def tea_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the tea knowledge's bundle; not to be changed."""
    return tea.write(tmp_path_factory.mktemp("tea"), tea.passages())


@pytest.fixture
def tea_mentor(tea_bundle: Path) -> Mentor:
    """A mentor that knows tea."""
    return tea.mentor(tea_bundle)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty home."""
    return Home(tmp_path)

"""Where Rasa finds the dialogue's data, so that a bare `rasa train` works.

Rasa looks for a folder `data` beside `config.yml`; this project keeps its dialogue in `bot/data`.
"""

from __future__ import annotations

from pathlib import Path

from rasa.shared.core.training_data.story_reader.yaml_story_reader import (
    YAMLStoryReader,
)
from rasa.shared.importers.rasa import RasaFileImporter


class DialogueImporter(RasaFileImporter):
    """Reads the given data, else the folder that `config.yml` names.

    Test stories may lie beside the training data: they are never trained on.
    """

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
        data: str = "bot/data",
    ) -> None:
        """Find the files.

        Args:
            config_file: the path of `config.yml`.
            domain_path: the path of `domain.yml`.
            training_data_paths: what the command line gave; a bare command gives paths that do
                not exist, or None.
            data: the folder to read then, relative to `config.yml`.
        """
        folder = Path(config_file).parent if config_file else Path()
        paths = _existing(training_data_paths) or [str(folder / data)]
        super().__init__(config_file, domain_path, paths)
        self._story_files: list[str] = [
            file for file in self._story_files if not YAMLStoryReader.is_test_stories_file(file)
        ]


def _existing(paths: list[str] | str | None) -> list[str]:
    given = [paths] if isinstance(paths, str) else paths or []
    return [path for path in given if path and Path(path).exists()]

"""What a maintainer sets about releases: the block `releases` of the home's config.yml."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import yaml

from knowledge.errors import SettingError
from knowledge.home import Home


@dataclass(frozen=True)
class ReleaseSettings:
    """The settings of releases.

    Attributes:
        tolerance: so large a share of a slice may get worse before a release is refused.
        promote: whether a release that passes goes live by itself.
        keep: so many releases stay on the disk, the live one and those before it.
        quick_questions: so many questions of the suite are asked before a taught pair goes live;
            all of them when a release is trained as a whole.
        keep_days: so long questions are kept; 0 keeps them for ever.
    """

    tolerance: float = 0.02
    promote: bool = True
    keep: int = 10
    quick_questions: int = 300
    keep_days: int = 365

    @classmethod
    def read(cls, home: Home) -> ReleaseSettings:
        """Read the settings of a home; what is not set has its default.

        Raises:
            SettingError: when config.yml cannot be read or a value is not allowed.
        """
        found = _block(home)
        known = {field.name for field in fields(cls)}
        if unknown := sorted(set(found) - known):
            raise SettingError(
                f"releases in config.yml has {', '.join(unknown)}; known are "
                f"{', '.join(sorted(known))}."
            )
        settings = cls(**found)
        settings._check()
        return settings

    def _check(self) -> None:
        if not _is_number(self.tolerance) or not 0 <= self.tolerance < 1:
            raise _not("tolerance", "a number from 0 to below 1", self.tolerance)
        if not isinstance(self.promote, bool):
            raise _not("promote", "true or false", self.promote)
        for name, least in (("keep", 2), ("quick_questions", 1), ("keep_days", 0)):
            value = getattr(self, name)
            if not isinstance(value, int) or isinstance(value, bool) or value < least:
                raise _not(name, f"a whole number from {least} on", value)


def _block(home: Home) -> dict[str, Any]:
    path = home.root / "config.yml"
    if not path.is_file():
        return {}
    try:
        found = (yaml.safe_load(path.read_text("utf-8")) or {}).get("releases") or {}
        return {str(name): value for name, value in found.items()}
    except (yaml.YAMLError, UnicodeDecodeError, AttributeError) as error:
        raise SettingError(f"{path} cannot be read as Rasa's configuration: {error}") from error


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _not(name: str, allowed: str, value: object) -> SettingError:
    return SettingError(
        f"{name} must be {allowed}. Got {value!r}; set it under releases in config.yml."
    )

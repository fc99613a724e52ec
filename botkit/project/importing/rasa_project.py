"""A Rasa project (3.x) as it is on disk: domain, training data, rules, stories, configuration."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botkit.domain.errors import ConfigError
from botkit.project import yaml_lines
from botkit.project.yaml_lines import KeyPath, YamlFile

_SKIPPED = {"models", "venv", "node_modules", "results", "cache"}
_KEYS = {"intents", "slots", "responses", "forms", "nlu", "rules", "stories", "pipeline", "policies"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A value in one of the files with its place, and its name if it is the entry of a mapping (else "")."""

    name: str
    value: Any
    file: YamlFile
    path: KeyPath

    @property
    def place(self) -> str:
        """The file and the line ("data/rules.yml:14")."""
        return self.file.place(self.path)

    def inner(self, *keys: str | int) -> Piece:
        """Return a part of the piece."""
        value = self.value
        for key in keys:
            value = value[key]
        return Piece(str(keys[-1]), value, self.file, (*self.path, *keys))


@dataclass(frozen=True, slots=True)
class RasaProject:
    """The files of a project."""

    folder: Path
    files: tuple[YamlFile, ...]

    @classmethod
    def read(cls, folder: Path) -> RasaProject:
        """Read every YAML file. Raises ConfigError if one cannot be read, or if it is not a Rasa project."""
        if not folder.is_dir():
            raise ConfigError(f"{folder}: no such folder; name the folder of a Rasa project")
        files = tuple(_read(path, folder) for path in _yaml_files(folder))
        if not any(_KEYS & file.data.keys() for file in files):
            raise ConfigError(f"{folder}: holds no Rasa project; it has a domain.yml, and training data in data/")
        return cls(folder, files)

    def pieces(self, *keys: str) -> Iterator[Piece]:
        """Yield the entries at `keys` of all files: those of a mapping with their names, those of a list without."""
        for file in self.files:
            value: Any = file.data
            for key in keys:
                value = value.get(key) if isinstance(value, Mapping) else None
            if isinstance(value, Mapping):
                yield from (Piece(str(name), one, file, (*keys, name)) for name, one in value.items())
            elif isinstance(value, list):
                yield from (Piece("", one, file, (*keys, number)) for number, one in enumerate(value))
            elif value is not None:
                yield Piece("", value, file, keys)

    @property
    def python_files(self) -> tuple[str, ...]:
        """The files of custom actions."""
        found = [*self.folder.glob("actions.py"), *self.folder.glob("actions/**/*.py")]
        return tuple(str(path.relative_to(self.folder)) for path in sorted(found) if path.stat().st_size)


def plain_name(name: str) -> str:
    """Return a name that files and code can have: chitchat/ask_name becomes chitchat_ask_name."""
    return re.sub(r"\W+", "_", name).strip("_")


def _yaml_files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.suffix not in {".yml", ".yaml"} or not path.is_file():
            continue
        if not any(part.startswith(".") or part in _SKIPPED for part in parts):
            yield path


def _read(path: Path, folder: Path) -> YamlFile:
    name = str(path.relative_to(folder))
    try:
        file = yaml_lines.read(path)
    except ConfigError as error:
        raise ConfigError(str(error).replace(path.name, name, 1)) from None
    return YamlFile(name, file.data, file.lines)

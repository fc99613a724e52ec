"""Words and phrases of languages: a folder for each, with a YAML file for each list. No other place has such lists."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml


def entries(language: str, name: str) -> tuple[str, ...]:
    """Return the list in `<language>/<name>.yml`; empty if there is none. `name` may be a path: "slots/cues"."""
    return tuple(_read(language, name) or ())


def table(language: str, name: str) -> Mapping[str, Any]:
    """Return the mapping in `<language>/<name>.yml`; empty if the language has none."""
    return _read(language, name) or {}


@cache
def languages(name: str) -> tuple[str, ...]:
    """Return the languages that have `<language>/<name>.yml`, English first."""
    folders = [folder.name for folder in resources.files(__name__).iterdir() if folder.is_dir()]
    return tuple(
        sorted((each for each in folders if _read(each, name) is not None), key=lambda each: (each != "en", each))
    )


@cache
def _read(language: str, name: str) -> Any:
    file = resources.files(__name__).joinpath(language, f"{name}.yml")
    return yaml.safe_load(file.read_text(encoding="utf-8")) if file.is_file() else None

"""The register of known models: a YAML file beside this one, read into frozen values."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from botkit.domain.errors import WeightsError
from botkit.models.weights.hub import HubSource
from botkit.models.weights.wheel import WheelSource

Source = WheelSource | HubSource

_BUILT_IN = Path(__file__).with_name("register.yaml")


@dataclass(frozen=True, slots=True)
class Pin:
    """The bytes that a file must have: their SHA-256 checksum (64 hexadecimal digits) and their number."""

    sha256: str
    size: int

    @staticmethod
    def of(file: Path) -> Pin:
        """Return the pin of a file as it is now."""
        with file.open("rb") as stream:
            return Pin(hashlib.file_digest(stream, "sha256").hexdigest(), file.stat().st_size)

    def __post_init__(self) -> None:
        if not re.fullmatch("[0-9a-f]{64}", self.sha256):
            raise WeightsError(f"{self.sha256!r} is no SHA-256 sum; write its 64 hexadecimal digits")


@dataclass(frozen=True)
class KnownModel:
    """A model that the register describes.

    `origin` is the hub id of the model that the bytes belong to; `disk` and `memory` are in bytes; `files` maps the
    path of every file that is needed to its pin. `sources` are tried in order.
    """

    name: str
    origin: str
    task: str
    licence: str
    parameters: int
    disk: int
    memory: int
    sources: tuple[Source, ...]
    files: Mapping[str, Pin]

    @cached_property
    def entrance(self) -> str:
        """The path that a loader opens, relative to the model's folder: its one GGUF file, or "." for the folder."""
        gguf = [path for path in self.files if path.endswith(".gguf")]
        return gguf[0] if len(self.files) == len(gguf) == 1 else "."


@dataclass(frozen=True)
class Register:
    """The known models by name."""

    models: Mapping[str, KnownModel]

    @staticmethod
    def load(file: Path = _BUILT_IN) -> Register:
        """Read a register. Raises WeightsError if it does not describe models."""
        try:
            entries = yaml.safe_load(file.read_text(encoding="utf-8"))["models"]
            return Register({name: _model(name, entry) for name, entry in entries.items()})
        except OSError as error:
            raise WeightsError(f"cannot read the register of models {file}: {error.strerror}") from error
        except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
            what = " ".join(str(error).split())
            raise WeightsError(f"{file} is not a register of models: {what}; compare it with {_BUILT_IN}") from error

    def find(self, name: str) -> KnownModel | None:
        """Return the model with that name, or with that hub id if it can be had from the hub; None if there is none."""
        return self.models.get(name.lower()) or next(
            (m for m in self.models.values() if any(getattr(s, "repository", None) == name for s in m.sources)), None
        )


def _model(name: str, entry: Mapping[str, Any]) -> KnownModel:
    return KnownModel(
        name=name,
        origin=entry["origin"],
        task=entry["task"],
        licence=entry["licence"],
        parameters=entry["parameters"],
        disk=entry["disk"],
        memory=entry["memory"],
        sources=tuple(_source(source) for source in entry["sources"]),
        files={_relative(path): Pin(**pin) for path, pin in entry["files"].items()},
    )


def _source(entry: Mapping[str, Any]) -> Source:
    if "wheel" in entry:
        return WheelSource(entry["wheel"], str(entry["version"]), entry["folder"], entry["download"])
    return HubSource(entry["hub"], entry["revision"])


def _relative(path: str) -> str:
    if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
        raise WeightsError(f"the register names a file outside of its model's folder: {path!r}")
    return path

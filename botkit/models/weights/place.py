"""Where a model is kept, and whether its bytes are right."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from botkit.domain.errors import WeightsError
from botkit.models.weights.local import check_loadable
from botkit.models.weights.register import Pin, Source

PINS = "pins.json"
"""Beside weights that the register does not know: the sums of their files as they were when they were pulled."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a model is kept and what is known of it; `known` is empty for one that the register does not know."""

    folder: Path
    sources: Sequence[Source]
    known: Mapping[str, Pin]
    opens: str
    disk: int

    @property
    def entrance(self) -> Path:
        """What a loader opens: the folder, or the GGUF file in it."""
        return self.folder / self.opens

    @property
    def need(self) -> int:
        """Bytes that a pull takes at its peak."""
        return self.disk + max(getattr(source, "download", 0) for source in self.sources)

    def pins(self) -> Mapping[str, Pin]:
        """The sums that the files must have; raises WeightsError if the note of them is gone."""
        if self.known:
            return self.known
        return noted(self.folder).files

    def accept(self, name: str, files: Path, source: Source) -> None:
        """Checks what a source gave; notes the sums of what the register does not know."""
        for path, pin in self.known.items():
            check(files / path, pin, where=path, remedy="the source has another file than the register pins")
        if not self.known:
            if self.opens == ".":
                check_loadable(files, str(source))
            elif not (files / self.opens).exists():
                raise WeightsError(f"{source} has no file {self.opens!r}")
            found = {str(f.relative_to(files)): asdict(Pin.of(f)) for f in sorted(files.rglob("*")) if f.is_file()}
            notes = {"name": name, "source": str(source), "files": found}
            (files / PINS).write_text(json.dumps(notes, indent=1), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Noted:
    """What was pulled of a model that the register does not know."""

    name: str
    files: Mapping[str, Pin]


def noted(folder: Path) -> Noted:
    """Reads the note beside the weights; raises WeightsError if it is gone or damaged."""
    try:
        note = json.loads((folder / PINS).read_text(encoding="utf-8"))
        return Noted(str(note["name"]), {path: Pin(**pin) for path, pin in note["files"].items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise WeightsError(f"{folder / PINS} is missing or damaged; delete {folder} and pull it again") from error


def check(file: Path, pin: Pin, *, where: str, remedy: str) -> None:
    """Raises WeightsError unless the file has the pinned bytes."""
    try:
        right = file.stat().st_size == pin.size and Pin.of(file) == pin
    except OSError as error:
        raise WeightsError(f"{where} cannot be read ({error.strerror}); {remedy}") from error
    if not right:
        raise WeightsError(f"{where} does not have the bytes that were pinned; {remedy}")

"""The place that a model is kept in, and the check that its bytes are right."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from botkit.domain.errors import WeightsError
from botkit.models.weights.local import check_loadable
from botkit.models.weights.register import Pin, Source

PINS = "pins.json"
"""The file beside weights that are not in the register, with the checksums of their files when they were pulled."""


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of a model and the pins of its files; `known` is empty for a model that is not in the register."""

    folder: Path
    sources: Sequence[Source]
    known: Mapping[str, Pin]
    opens: str
    disk: int

    @property
    def entrance(self) -> Path:
        """The path that a loader opens: the folder, or the GGUF file in it."""
        return self.folder / self.opens

    @property
    def need(self) -> int:
        """The bytes of disk space that a pull takes at its peak."""
        return self.disk + max(getattr(source, "download", 0) for source in self.sources)

    def pins(self) -> Mapping[str, Pin]:
        """Return the checksums that the files must have. Raises WeightsError if the note of them is gone."""
        if self.known:
            return self.known
        return noted(self.folder).files

    def accept(self, name: str, files: Path, source: Source) -> None:
        """Check the files that a source delivered; write down the checksums of a model that is not in the register."""
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
    """The note about a pulled model that is not in the register."""

    name: str
    files: Mapping[str, Pin]


def noted(folder: Path) -> Noted:
    """Read the note beside the weights. Raises WeightsError if it is missing or damaged."""
    try:
        note = json.loads((folder / PINS).read_text(encoding="utf-8"))
        return Noted(str(note["name"]), {path: Pin(**pin) for path, pin in note["files"].items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise WeightsError(f"{folder / PINS} is missing or damaged; delete {folder} and pull it again") from error


def check(file: Path, pin: Pin, *, where: str, remedy: str) -> None:
    """Raise WeightsError unless the file has the pinned bytes."""
    try:
        right = file.stat().st_size == pin.size and Pin.of(file) == pin
    except OSError as error:
        raise WeightsError(f"{where} cannot be read ({error.strerror}); {remedy}") from error
    if not right:
        raise WeightsError(f"{where} does not have the bytes that were pinned; {remedy}")

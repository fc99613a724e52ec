"""The report of an import: the fate of another tool's project, piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Fate = Literal["taken", "changed", "left"]

_TITLES: dict[Fate, str] = {
    "taken": "Taken over as it was",
    "changed": "Taken over differently: have a look",
    "left": "Not taken over: do it by hand",
}


@dataclass(frozen=True, slots=True)
class Note:
    """The fate of one piece; `place` is where it was written ("data/rules.yml:14")."""

    fate: Fate
    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


@dataclass(slots=True)
class Report:
    """The notes in the order in which they were made, and the files that were written."""

    notes: list[Note] = field(default_factory=list)
    files: tuple[Path, ...] = ()

    def taken(self, place: str, text: str) -> None:
        """Record a piece that means the same here."""
        self.notes.append(Note("taken", place, text))

    def changed(self, place: str, text: str) -> None:
        """Record a piece that was converted, but is not quite the same."""
        self.notes.append(Note("changed", place, text))

    def left(self, place: str, text: str) -> None:
        """Record a piece that has no counterpart."""
        self.notes.append(Note("left", place, text))

    def of(self, fate: Fate) -> tuple[Note, ...]:
        """Return the notes of one kind."""
        return tuple(note for note in self.notes if note.fate == fate)

    def text(self) -> str:
        """Return the report for people to read."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        for fate, title in _TITLES.items():
            if notes := self.of(fate):
                yield f"{title} ({len(notes)})"
                yield from (f"  {note}" for note in notes)
                yield ""

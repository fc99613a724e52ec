"""What was read: documents, and what could not be read and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import overload

from botkit.domain.errors import BotkitError
from botkit.knowledge.ingest.blocks import Document


@dataclass(frozen=True, slots=True)
class Reading(Sequence[Document]):
    """The documents, in their order; `skipped` has a line for each file, row or page that could not be read.

    A line says where it is, what is wrong and what to do about it.
    """

    documents: tuple[Document, ...]
    skipped: tuple[str, ...] = ()

    @classmethod
    def of(cls, found: Iterable[Document | BotkitError]) -> Reading:
        """Parts what was read from what could not be. Raises the first error if nothing was read."""
        documents: list[Document] = []
        errors: list[BotkitError] = []
        for each in found:
            if isinstance(each, Document):
                documents.append(each)
            else:
                errors.append(each)
        if errors and not documents:
            raise errors[0]
        return cls(tuple(documents), tuple(map(str, errors)))

    @overload
    def __getitem__(self, place: int) -> Document: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Document]: ...
    def __getitem__(self, place: int | slice) -> Document | Sequence[Document]:
        return self.documents[place]

    def __len__(self) -> int:
        return len(self.documents)

    def __add__(self, other: Reading) -> Reading:
        """Both, one after the other."""
        return Reading(self.documents + other.documents, self.skipped + other.skipped)


def by_reason(skipped: Sequence[str]) -> list[str]:
    """Return a line for each reason, with the first place where it holds and how many more there are."""
    places: dict[str, list[str]] = {}
    for line in skipped:
        places.setdefault(line.partition(": ")[2], []).append(line)
    return [f"{same[0]} (and {len(same) - 1:,} more like it)" if same[1:] else same[0] for same in places.values()]

"""The choice of the documents that a search may find at all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol


class Described(Protocol):
    """A document or a chunk, by what it says about itself."""

    @property
    def tags(self) -> tuple[str, ...]: ...
    @property
    def language(self) -> str: ...
    @property
    def audience(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Filter:
    """The conditions that a document must meet; an empty part asks for nothing. Capitals make no difference.

    It must have one of the `tags`; be in one of the `languages`, or name none; and be for one of the `audience`, or
    for everybody as it names nobody.
    """

    tags: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()

    def passes(self, described: Described) -> bool:
        """Tell whether a search may find it."""
        return (
            (not self.tags or _meet(self.tags, described.tags))
            and (not self.languages or not described.language or _meet(self.languages, (described.language,)))
            and (not self.audience or not described.audience or _meet(self.audience, described.audience))
        )


def _meet(wanted: Collection[str], given: Collection[str]) -> bool:
    return not {name.casefold() for name in wanted}.isdisjoint(name.casefold() for name in given)

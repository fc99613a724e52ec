"""Features for the slot tagger: the words at which a match of a lookup or regex begins, and those it covers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Span = tuple[int, int]


@dataclass(frozen=True)
class Hints:
    """The compiled lookups and regexes of a model; `names` gives their fixed order."""

    names: tuple[str, ...]
    patterns: tuple[tuple[re.Pattern[str], ...], ...]

    @classmethod
    def of(cls, lookups: Mapping[str, Sequence[str]], regexes: Mapping[str, Sequence[str]]) -> Hints:
        """Return hints named "lookup:country", "regex:amount", …; a lookup matches whole words, ignoring case."""
        named = {f"lookup:{name}": [_phrases(entries)] for name, entries in sorted(lookups.items())}
        named |= {f"regex:{name}": list(patterns) for name, patterns in sorted(regexes.items())}
        # Each by itself: joined to one pattern, flags and names of groups would meet.
        compiled = (tuple(re.compile(each, re.IGNORECASE) for each in patterns) for patterns in named.values())
        return cls(tuple(named), tuple(compiled))

    def cover(self, text: str, words: Sequence[Span]) -> npt.NDArray[np.float32]:
        """Return an array of shape (len(words), self.width) of 0 and 1.

        Each hint has two columns: one marks the first word of a match, the other the rest.
        """
        covered = np.zeros((len(words), self.width), dtype=np.float32)
        for hint, patterns in enumerate(self.patterns):
            for match in (match for pattern in patterns for match in pattern.finditer(text)):
                inside = [row for row, (start, end) in enumerate(words) if start < match.end() and end > match.start()]
                covered[inside[:1], 2 * hint] = 1.0
                covered[inside[1:], 2 * hint + 1] = 1.0
        return covered

    @property
    def width(self) -> int:
        """The number of features of a word."""
        return 2 * len(self.names)


def _phrases(entries: Sequence[str]) -> str:
    """Return a pattern for the entries as whole words; a word boundary would fail next to a character such as "€".

    Alternatives are grouped by their first character, as trying thousands of them one by one would delay every message.
    """
    by_first: dict[str, list[str]] = {}
    for entry in entries:
        by_first.setdefault(entry[:1].lower(), []).append(re.escape(entry[1:]))
    tried = "|".join(f"{re.escape(first)}(?:{'|'.join(rests)})" for first, rests in by_first.items())
    return rf"(?<!\w)(?:{tried})(?!\w)"

"""Digits as people write long numbers: in groups, with something between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

TAKEN = "\0"
"""Stands for each character that was found to be something else; folded text has none."""
_DIGITS = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class DigitGroup:
    """Digits without anything between them, and where they stand."""

    digits: str
    start: int
    end: int


def runs(text: str, gap: re.Pattern[str], longest_gap: int) -> Iterator[list[DigitGroup]]:
    """Yield groups of digits with only a `gap` of at most so many characters between them, as long as they go."""
    run: list[DigitGroup] = []
    for match in _DIGITS.finditer(text):
        if run:
            last = run[-1].end
            if match.start() - last > longest_gap or not gap.fullmatch(text, last, match.start()):
                yield run
                run = []
        run.append(DigitGroup(match[0], match.start(), match.end()))
    if run:
        yield run

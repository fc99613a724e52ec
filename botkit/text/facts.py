"""The exact facts of a sentence: what is simply right or wrong, such as an amount or a telephone number.

Two ways of writing the same fact are equal: `£1,000` and `£1000.00`, `8am` and `08:00`, `five working days` and
`5 working days`. A range is one fact: `3 to 5 working days` does not hold `5 working days`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from botkit.text.fact_kind import FactKind
from botkit.text.fact_patterns import fact_patterns
from botkit.text.fact_vocabulary import vocabulary
from botkit.text.markdown import list_mark, without_marks
from botkit.text.number_words import in_digits

__all__ = ["Fact", "FactKind", "facts", "missing_facts"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact in its normal form; facts that say the same are equal."""

    kind: FactKind
    value: str


@lru_cache(maxsize=8192)
def facts(text: str, language: str = "en") -> frozenset[Fact]:
    """Return every exact fact of `text`, as a language (a code of two letters) writes them."""
    written = in_digits(_normal(text, language), language)
    found: list[tuple[int, int, Fact]] = []
    left = written
    for each in fact_patterns(language):
        kept, end = [], 0
        for start, stop, value in each.finds(left):
            found.append((start, stop, Fact(each.kind, value)))
            kept += [left[end:start], "\0" * (stop - start)]
            end = stop
        left = "".join([*kept, left[end:]])
    return frozenset(_with_ranges(written, sorted(found, key=lambda item: item[0]), language))


def missing_facts(sentence: str, source: str) -> frozenset[Fact]:
    """Return the facts of `sentence` that `source` lacks."""
    return facts(sentence) - facts(source)


_DASHES = re.compile("[\u2010-\u2015]")


def _normal(text: str, language: str) -> str:
    """Return the text on one line, without Markdown's marks (a step's number is no fact), with plain dashes."""
    text = without_marks(" ".join(line[list_mark(line) :] for line in text.split("\n")))
    text = _DASHES.sub("-", text).replace("\u00a0", " ").replace("\u2019", "'")
    meant = vocabulary(language).of("written_out")
    text = _written_out(language).sub(lambda match: meant.get(match[0].casefold(), match[0]), text)
    return " ".join(text.split())


def _with_ranges(text: str, found: list[tuple[int, int, Fact]], language: str) -> Iterator[Fact]:
    """Yield the facts, with "8am to 8pm", "3 to 5 days" and "between £1 and £5" as one each."""
    position = 0
    while position < len(found):
        start, end, first = found[position]
        position += 1
        if position < len(found):
            after, _, second = found[position]
            alike = first.kind is second.kind or first.kind is FactKind.NUMBER
            if alike and _is_range(text, start, end, after, language):
                yield Fact(second.kind, f"{first.value}..{second.value}")
                position += 1
                continue
        yield first


def _is_range(text: str, start: int, end: int, after: int, language: str) -> bool:
    """Tell if the words between two facts, and before the first, make one range of them."""
    joins, between, conjunction = _wording_of_ranges(language)
    if joins.fullmatch(text, end, after):
        return True
    return (
        conjunction.fullmatch(text, end, after) is not None
        and between.search(text, max(start - 20, 0), start) is not None
    )


@cache
def _wording_of_ranges(language: str) -> tuple[re.Pattern[str], ...]:
    known = vocabulary(language)
    joins, between, conjunction = (
        "|".join(map(re.escape, known.of(kind))) or "(?!)" for kind in ("joins", "between", "and")
    )
    patterns = (rf" ?(?:{joins}|-) ?", rf"\b(?:{between}) $", rf" (?:{conjunction}) ")
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


@cache
def _written_out(language: str) -> re.Pattern[str]:
    words = "|".join(map(re.escape, vocabulary(language).of("written_out"))) or "(?!)"
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)

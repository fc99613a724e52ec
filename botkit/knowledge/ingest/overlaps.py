"""Documents that say nearly the same, and questions with two answers: what an editor should know of."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from zlib import crc32

from botkit.knowledge.ingest.blocks import Document
from botkit.knowledge.ingest.links import without_addresses

_SHINGLE = 4
_KEPT = 4
"""Of that many shingles (groups of words that follow each other) one is compared (Broder 1997): those whose sum it
divides, so of like texts the same ones."""
_FEWEST_WORDS = 20
_ALIKE = 0.8
"""The share of shingles that two documents have together from which they are nearly the same."""
_COMMON = 30
"""Documents with a shingle, above which it says nothing about any two of them."""


def contradictions(documents: Sequence[Document]) -> Iterator[str]:
    """A line for each question that two documents answer differently, with both places."""
    asked: dict[tuple[object, ...], list[Document]] = defaultdict(list)
    for document in documents:
        if document.entry or document.title.rstrip().endswith("?"):
            question = " ".join(re.findall(r"\w+", document.title.casefold()))
            asked[question, document.language, document.audience, document.tenant].append(document)
    for same in asked.values():
        first = same[0]
        for other in same[1:]:
            if _said(first) != _said(other):
                yield f"'{first.title}' has two answers: {first.source} and {other.source}; keep the right one"
                break


def near_duplicates(documents: Sequence[Document]) -> Iterator[str]:
    """A line for documents that say nearly the same; of entries with one answer there may be any number."""
    articles = [document for document in documents if not document.entry]
    sketches = [_sketch(document) for document in articles]
    holders: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for number, document in enumerate(articles):
        for shingle in sketches[number]:
            holders[shingle, document.language, document.audience, document.tenant].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in holders.values():
        if 1 < len(numbers) <= _COMMON:
            shared.update(combinations(numbers, 2))
    alike: dict[int, list[int]] = defaultdict(list)
    for (one, other), count in sorted(shared.items()):
        if count >= _ALIKE * len(sketches[one] | sketches[other]):
            alike[one].append(other)
    told: set[int] = set()
    for one, others in alike.items():
        if new := [other for other in others if other not in told]:
            names = ", ".join(articles[number].source for number in (one, *new))
            yield f"{names}: say nearly the same; keep one, or tell them apart by what differs"
        told.update((one, *others))


def _said(document: Document) -> list[str]:
    return re.findall(r"\w+", without_addresses(document.text).casefold())


def _sketch(document: Document) -> set[int]:
    words = _said(document)
    if len(words) < _FEWEST_WORDS:
        return set()
    sums = {crc32(" ".join(words[at : at + _SHINGLE]).encode()) for at in range(len(words) - _SHINGLE + 1)}
    return {each for each in sums if not each % _KEPT} if len(sums) > 20 * _KEPT else sums

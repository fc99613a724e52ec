"""Documents that say nearly the same, and questions with two answers: what an editor should know of."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, groupby
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
    """Yield a line for each question that documents answer differently, with the places.

    A question is the title of an entry, or a title or heading that ends with a question mark.
    """
    asked: dict[tuple[object, ...], list[tuple[str, str, str]]] = defaultdict(list)
    for document in documents:
        for question, context, answer in _answers(document):
            key = (*_words(context), document.language, document.audience, document.tenant)
            asked[key].append((question, " ".join(_words(answer)), document.source))
    for answers in asked.values():
        places: dict[str, str] = {}
        for _, answer, place in answers:
            places.setdefault(answer, place)
        if len(places) > 1:
            *others, last = dict.fromkeys(places.values())
            where = f"{', '.join(others)} and {last}" if others else f"at {len(places)} places of {last}"
            count = "two" if len(places) == 2 else len(places)
            yield f"'{answers[0][0]}' has {count} answers: {where}; keep the right one"


def _answers(document: Document) -> Iterator[tuple[str, str, str]]:
    """Yield the questions that a document asks itself, each with what it is about, and what it says to them."""
    if document.entry or document.title.rstrip().endswith("?"):
        yield document.title, document.title, document.text
    for heading, blocks in groupby(document.blocks, key=lambda block: block.heading):
        if heading and heading[-1].rstrip().endswith("?"):  # "What does it cost?" is another question in every article
            context = "\n".join((document.title, *heading))
            yield heading[-1], context, "\n".join(block.text for block in blocks)


def near_duplicates(documents: Sequence[Document]) -> Iterator[str]:
    """Yield a line for documents that say nearly the same; of entries with one answer there may be any number."""
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


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", without_addresses(text).casefold())


def _sketch(document: Document) -> set[int]:
    words = _words(document.text)
    if len(words) < _FEWEST_WORDS:
        return set()
    sums = {crc32(" ".join(words[at : at + _SHINGLE]).encode()) for at in range(len(words) - _SHINGLE + 1)}
    return {each for each in sums if not each % _KEPT} if len(sums) > 20 * _KEPT else sums

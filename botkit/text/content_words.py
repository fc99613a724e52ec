"""The words of a text that carry content: for search, and for comparing two sentences."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise

from botkit.text.fact_vocabulary import vocabulary
from botkit.text.locales import entries
from botkit.text.words import stem_of, stop_words, words

_DIGITS = "0123456789'"


def content_words(text: str, language: str = "en") -> list[str]:
    """Return the stems of the words that tell what a text is about, in order, repeated as they are repeated."""
    empty = _empty_to_search(language)
    return [stem_of(word, language) for word in words(text) if word not in empty]


@lru_cache(maxsize=8192)
def stems(text: str, language: str = "en") -> frozenset[str]:
    """Return the stems of the words that carry content. Words of exact facts are left to `facts`."""
    return frozenset(stem_of(word, language) for word in _beside_facts(text, language) if len(word) > 1)


def alike(stem: str, language: str = "en") -> frozenset[str]:
    """Return the stem and the stems of words that mean about the same in a help article."""
    return _synonyms(language).get(stem, frozenset()) | {stem}


def _beside_facts(text: str, language: str) -> Iterator[str]:
    known, empty = vocabulary(language), stop_words(language)
    said = [bare for word in words(text) if (bare := word.strip(_DIGITS))]
    for word, following in pairwise([*said, ""]):
        if known.is_sort_of_day(word) and known.unit(following.removesuffix("'s")) == "day":
            continue  # "working days" are a fact
        if word not in empty and word not in known.words:
            yield word


@cache
def _empty_to_search(language: str) -> frozenset[str]:
    """Return the stop words, and the words of which questions are made, whatever they are about."""
    return stop_words(language) | frozenset(entries(language, "question_words"))


@cache
def _synonyms(language: str) -> dict[str, frozenset[str]]:
    """Map each stem to those that may stand for it; a stem may be in several groups."""
    found: dict[str, frozenset[str]] = {}
    for group in entries(language, "synonyms"):
        together = frozenset(stem_of(word, language) for word in group.split())
        found |= {stem: found.get(stem, frozenset()) | together for stem in together}
    return found

"""Numbers in words, rewritten in digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from botkit.text.fact_vocabulary import FactVocabulary, vocabulary
from intents.values.numbers import ONES, TENS, plain, read_number

_SCALE = "hundred|thousand|million|billion|lakh|crore"
_WORD = re.compile(rf"\b(?:{'|'.join((*TENS, *ONES))}|{_SCALE}|a(?= (?:{_SCALE})\b))\b", re.IGNORECASE)
_LINK = re.compile(r"(?: and)?[ -]", re.IGNORECASE)


def in_digits(text: str, language: str = "en") -> str:
    """Return the text with "two hundred and fifty" as "250", if `intents.values` reads the language's number words.

    "One" stays a word where nothing is counted: "the one you choose".
    """
    known = vocabulary(language)
    if not known.in_words:
        return text
    written, end = [], 0
    for start, stop, number in _numbers(text, known):
        if number == "1" and not _counts(known).match(text, stop):
            continue
        written += [text[end:start], number]
        end = stop
    return "".join([*written, text[end:]])


def _numbers(text: str, known: FactVocabulary) -> Iterator[tuple[int, int, str]]:
    """Yield the start, end and digits of each number; "five and ten" is two numbers."""
    start, stop, digits = 0, 0, ""
    for word in _WORD.finditer(text):
        begin, end = word.span()
        if stop and _LINK.fullmatch(text, stop, begin) and (longer := _read(text[start:end], known)):
            stop, digits = end, longer
            continue
        if digits:
            yield start, stop, digits
        start, stop, digits = begin, end, _read(word[0], known)  # "a" alone is none, "hundred" neither
    if digits:
        yield start, stop, digits


def _read(words: str, known: FactVocabulary) -> str:
    number = read_number(words, known.speaker)
    return "" if number is None else plain(number)


@cache
def _counts(known: FactVocabulary) -> re.Pattern[str]:
    """Return a pattern for the words that follow a number when it counts something."""

    def one_of(*kinds: str) -> str:
        return "|".join(re.escape(word) for kind in kinds for word in known.of(kind)) or "(?!)"

    return re.compile(
        rf"[ -](?:(?:{one_of('sorts_of_day')}) )?(?:{one_of('units')})\b|-(?:{one_of('counted')})"
        rf"| ?(?:%|(?:{one_of('percent', 'money', 'currencies')})\b)",
        re.IGNORECASE,
    )

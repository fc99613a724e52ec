"""Words: the one tokenizer, the stems of words, and the words that carry no content."""

from __future__ import annotations

import re
import threading
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from botkit.text.locales import entries
from botkit.text.normal_form import normal_form
from botkit.text.quotation_marks import straight

_LOCAL = threading.local()


@dataclass(frozen=True, slots=True)
class Word:
    """A word in the form in which words are compared, and where it begins and ends in the text."""

    text: str
    start: int
    end: int


def words(text: str) -> list[str]:
    """Return the words of `text`, in reading order, in the form in which words are compared.

    They are letters and digits, with apostrophes inside; case-folded, with plain apostrophes, and in normal form NFKC
    (full-width letters, ligatures and separate accents become the usual characters).
    """
    return [_compared(word) for word in _pattern().findall(straight(text))]


def placed_words(text: str) -> list[Word]:
    """Return the same words with their places in the text."""
    return [Word(_compared(found[0]), found.start(), found.end()) for found in _pattern().finditer(straight(text))]


def stem_of(word: str, language: str = "en") -> str:
    """Return the stem of a word (Snowball); the word itself if the language has no stemmer."""
    return _stem(word.removesuffix("'s").lower(), language)


@cache
def stop_words(language: str = "en") -> frozenset[str]:
    """Return the words that carry no content, whatever a text is about; none if the language has no list."""
    return frozenset(map(_compared, entries(language, "stop_words")))


@cache
def _pattern() -> re.Pattern[str]:
    """Return the pattern of a word: letters and digits of any script, with separate vowel signs and accents."""
    marks = "".join(sign for sign in map(chr, range(0x300, 0x10000)) if unicodedata.category(sign) in ("Mn", "Mc"))
    letters = rf"[^\W_]++(?:[{marks}]++[^\W_]*+)*+"
    return re.compile(rf"{letters}(?:'{letters})*+")


def _compared(word: str) -> str:
    if word.isascii():
        return word.lower()
    return normal_form("NFKC", word).casefold()


@lru_cache(maxsize=50_000)
def _stem(word: str, language: str) -> str:
    stemmer = _stemmer(language)
    return word if stemmer is None else str(stemmer.stemWord(word))


def _stemmer(language: str) -> Any:
    """Return the stemmer of this thread, as it must not be shared; None if the language has none."""
    import Stemmer

    own: dict[str, Any] = _LOCAL.__dict__
    if language not in own:
        try:
            own[language] = Stemmer.Stemmer(language, 0)
        except KeyError:
            own[language] = None
    return own[language]

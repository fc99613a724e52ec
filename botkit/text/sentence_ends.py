"""The ends of sentences: sentencex knows the abbreviations of a language, this module knows help articles.

sentencex (Wikimedia, MIT) covers some 300 languages. It is asked about one full stop at a time, with the words before
and after it, so its answer does not change while more of a reply comes in, and hostile text takes no longer than any
other: given a whole page, it takes the square of the number of quotation marks. Words that it mistakes for
abbreviations ("no.", "me."), and abbreviations that it does not know ("approx."), are listed in
`locales/<language>/abbreviations.yml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from botkit.text.fact_vocabulary import vocabulary
from botkit.text.locales import table

_SPACED = ".!?\u2026\u203c\u2047\u2048\u2049\u061f\u06d4\u0964\u0965\u0589\u1362"
"""Full stops, question marks and exclamation marks of scripts that put a space after them."""
WIDE = "\u3002\uff01\uff1f\uff61"
"""Those of scripts that do not."""
_CLOSING = "\"')]*_`\u201c\u201d\u2019\u203a\u00bb\uff09\u300d\u300f"
_OPENING = "\"'([*_`\u201c\u2018\u201e\u201a\u00ab\u2039\u00bf\u00a1"
_SIGNS = "+#@\u00a3\u20ac$\u00a5\u20b9"
"""Characters other than letters and digits with which a sentence may begin."""

CANDIDATE = re.compile(
    rf"(?<![{_SPACED}])[{_SPACED}]++[{re.escape(_CLOSING)}]*+(?=\s)"
    rf"|[{WIDE}]{{1,8}}+[{re.escape(_CLOSING)}]{{0,8}}+"
)
"""A place where a sentence may end: its last marks, with the closing quotes and brackets after them."""
TERMINAL = re.compile(rf"[{_SPACED}{WIDE}][{re.escape(_CLOSING)}]*+$")
"""The end of a text that does not stop in the middle of a sentence."""

_NEXT = re.compile(r"\s*+(\S{0,40}+)")
_LAST = re.compile(r"[^\W\d_][\w.'\u2019-]*$|\d+$")
_STEP = re.compile(rf"\s*+[{re.escape(_OPENING)}]*+\d{{1,3}}\.")
_ADDRESS = re.compile(r"[/@]|\w{3,}\.[a-z]{2,}$", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]*")
SEEN = 80
"""Number of characters before a full stop that are looked at."""
_NEUTRAL = "Xenon"
"""A word that sentencex treats like any other."""


@dataclass(frozen=True, slots=True)
class _Abbreviations:
    """Words in lower case, without their full stop; the file says what each list is for."""

    always: frozenset[str] = frozenset()
    before_number: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    clock: frozenset[str] = frozenset()
    after_clock: frozenset[str] = frozenset()


def ends(text: str, start: int, mark: re.Match[str], language: str, *, whole: bool = True) -> bool | None:
    """Tell if the sentence of `text` that begins at `start` (-1: further back) ends with the CANDIDATE `mark`.

    None if that cannot be told yet, which happens only while the text is not `whole`.
    """
    if mark[0][0] in WIDE:
        return True if whole or mark.end() < len(text) else None
    word = _NEXT.match(text, mark.end())
    complete = whole or (word is not None and word.end() < len(text))
    following = word[1].lstrip(_OPENING) if word else ""
    if not following:
        return False if complete else None
    if following[0].islower() and following.islower():  # "eSIM" may begin a sentence
        return False if complete else None
    if not (following[0].isalnum() or following[0] in _SIGNS):
        return False
    if mark[0].rstrip(_CLOSING) != ".":
        return True
    if start >= 0 and _STEP.fullmatch(text, start, mark.start() + 1):
        return False
    before = text[max(start, mark.start() - SEEN, 0) : mark.start()]
    return _at_full_stop(before, following, complete, language)


def _at_full_stop(before: str, following: str, complete: bool, language: str) -> bool | None:
    """Tell if a sentence ends at the full stop between the two, or return None as `ends` does."""
    last = _LAST.search(before)
    if last is None or _ADDRESS.search(before.rsplit(maxsplit=1)[-1]):
        return True
    known, word, number = _abbreviations(language), last[0].lower(), following[0].isdigit()
    if word in known.clock:
        return not _goes_on_behind_clock(following, language) if complete else None
    if word in known.before_number:
        return not number
    if word in known.words or word in known.always:
        return word in known.words
    if not word.isdecimal() and (number or _splits(last[0], _NEUTRAL, language)):
        return _splits(last[0], _NEUTRAL, language)
    return _splits(last[0], following, language) if complete else None


def _goes_on_behind_clock(following: str, language: str) -> bool:
    """Tell if the word is a day, a month or a time zone: "9 a.m. Monday"."""
    letters, dates = _LETTERS.match(following), vocabulary(language)
    word = letters[0].lower() if letters else ""
    known = _abbreviations(language).after_clock.union(dates.weekdays, dates.months)
    return not known.isdisjoint({word, word.removesuffix("s")})


@lru_cache(maxsize=8192)
def _splits(word: str, following: str, language: str) -> bool:
    """Tell if sentencex ends a sentence between the two words."""
    from sentencex import segment

    return len(segment(language, f"{word}. {following}")) > 1


@cache
def _abbreviations(language: str) -> _Abbreviations:
    return _Abbreviations(**{kind: frozenset(words) for kind, words in table(language, "abbreviations").items()})

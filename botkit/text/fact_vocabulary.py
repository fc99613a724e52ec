"""The words with which a language states exact facts: units, months, currencies, words for "free"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from botkit.text.locales import table
from intents.values.days import MONTHS, WEEKDAYS
from intents.values.numbers import ONES, TENS
from intents.values.speaker import Speaker

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NUMBER_WORDS = frozenset((*ONES, *TENS, "hundred", "thousand", "million"))


@dataclass(frozen=True, slots=True, eq=False)
class FactVocabulary:
    """The lists of `locales/<language>/facts.yml`, and what Unicode's CLDR and `intents.values` know besides.

    For each list of the file, `names` maps every word in lower case to what it stands for. `speaker` speaks the
    language: English as in Britain, where dates are day, month, year. `months` and `weekdays` map names in lower case
    to numbers and to short English names. `month_names` are those that always mean a month, as "May" does not.
    """

    speaker: Speaker
    names: Mapping[str, Mapping[str, str]]
    months: Mapping[str, int]
    month_names: tuple[str, ...]
    weekdays: Mapping[str, str]

    def of(self, kind: str) -> Mapping[str, str]:
        """Return the words of one list of the file; none if the language does not need it."""
        return self.names.get(kind, {})

    def unit(self, word: str) -> str:
        """Return the unit of time that the word names ("hrs": "hour"), or ""."""
        return self.of("units").get(word, "")

    def is_sort_of_day(self, word: str) -> bool:
        """Tell if the word says which days count, as "working" does."""
        return word in self.of("sorts_of_day")

    @property
    def in_words(self) -> bool:
        """True if numbers in words are read: `intents.values` reads those of English."""
        return self.speaker.language == "en"

    @property
    def words(self) -> frozenset[str]:
        """The words that are only ever part of a fact, such as "pounds" and "midnight"."""
        return _words_of(self)


@cache
def vocabulary(language: str) -> FactVocabulary:
    """Return the vocabulary of a language, a code of two letters; without a list, it is what CLDR knows."""
    names = {kind: _by_word(entry) for kind, entry in table(language, "facts").items()}
    if language == "en":
        months = {name.capitalize(): number for name, number in MONTHS.items()}
        weekdays = {name.capitalize(): number for name, number in WEEKDAYS.items()}
    else:
        months, weekdays = _calendar(language)
    return FactVocabulary(
        speaker=Speaker(datetime(2000, 1, 1), language, "GB" if language == "en" else ""),
        names=names,
        months={name.casefold(): number for name, number in months.items()},
        month_names=tuple(name for name in months if len(name) > 3 and name != "Sept"),
        weekdays={name.casefold(): _DAYS[number] for name, number in weekdays.items()},
    )


@cache
def _words_of(vocabulary: FactVocabulary) -> frozenset[str]:
    kinds = ("ordinals", "halves_of_day", "clock", "money", "percent")
    written = " ".join(word for kind in kinds for word in vocabulary.of(kind)).split()
    numbers = _NUMBER_WORDS if vocabulary.in_words else frozenset[str]()
    return numbers.union(written, ("gbp", "eur", "usd"))


def _by_word(entry: Any) -> dict[str, str]:
    """Map every word of an entry (a list, or a mapping of names to words) to what it stands for."""
    if isinstance(entry, Mapping):
        return {word.casefold(): str(name) for name, words in entry.items() for word in _listed(words)}
    return {word.casefold(): word for word in _listed(entry)}


def _listed(words: Any) -> Iterable[str]:
    return words if isinstance(words, list) else [words]


def _calendar(language: str) -> tuple[dict[str, int], dict[str, int]]:
    """Return the numbers of months and of days of the week, by their names in CLDR; nothing if it has none."""
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return {}, {}
    months: Any = locale.months["format"]
    days: Any = locale.days["format"]
    return (
        {name.rstrip("."): number for width in ("abbreviated", "wide") for number, name in months[width].items()},
        {name: number for number, name in days["wide"].items()},
    )

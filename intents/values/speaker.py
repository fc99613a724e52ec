"""The speaker's situation: time, language and region. The meaning of "tomorrow" and "dollars" depends on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any


@dataclass(frozen=True, slots=True)
class Speaker:
    """The situation of a speaker.

    `at` is the time on their clock, `language` a two-letter code, `region` a two-letter code (ISO 3166) or "" for the
    region where the language has the most speakers. `looks_back` says that a day without a year or a week is in the
    past ("since Monday"); otherwise it is the next one.
    """

    at: datetime
    language: str = "en"
    region: str = ""
    looks_back: bool = False

    @property
    def today(self) -> date:
        """The current day in the speaker's calendar."""
        return self.at.date()

    @property
    def territory(self) -> str:
        """The region, or where the language has the most speakers ("US" for English)."""
        return self.region or likely_territory(self.language)

    @property
    def locale(self) -> str:
        """Language and region in babel's notation: "en_GB"."""
        return known_locale(self.language, self.territory)

    @property
    def date_order(self) -> str:
        """The order of day, month and year in a date in digits: "DMY", "MDY" or "YMD"."""
        return _date_order(self.locale)


@cache
def likely_territory(language: str) -> str:
    """Return the region where the language has the most speakers ("US" for English); "" if none is known."""
    from babel.core import get_global

    return str(get_global("likely_subtags").get(language, "").rpartition("_")[2])


@cache
def known_locale(language: str, territory: str) -> str:
    """Return the locale of that language and region, or of the language alone; "en" if neither is known."""
    from babel import Locale, UnknownLocaleError

    for name in (f"{language}_{territory}", language):
        try:
            return str(Locale.parse(name))
        except (UnknownLocaleError, ValueError):
            continue
    return "en"


@cache
def _date_order(locale: str) -> str:
    from babel import Locale

    pattern: Any = Locale.parse(locale).date_formats["short"].pattern
    return "".join(sorted("DMY", key=lambda part: pattern.lower().find(part.lower())))

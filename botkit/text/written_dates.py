"""Dates as the people of a language and region write them."""

from __future__ import annotations

import re
from datetime import date

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def as_written(value: str, language: str, region: str = "") -> str:
    """Return a date (YYYY-MM-DD) as people write it: "7 December 2026" in GB; any other value as it is.

    `region` is a code of ISO 3166, or "" for the region where the language has the most speakers.
    """
    if not _DATE.fullmatch(value):
        return value
    from babel.dates import format_date

    from intents.values.speaker import known_locale, likely_territory

    try:
        day = date.fromisoformat(value)
    except ValueError:
        return value
    return format_date(day, "long", known_locale(language, region or likely_territory(language)))

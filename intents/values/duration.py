"""Durations."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from intents.values.numbers import plain, read_number
from intents.values.speaker import Speaker
from intents.values.wording import UNIT, VAGUE, normal, unit

ORDER = ("year", "month", "week", "day", "hour", "minute", "second")
SMALLER = {"year": ("month", 12), "month": ("day", 30), "week": ("day", 7), "day": ("hour", 24), "hour": ("minute", 60)}
"""The unit that a fraction of each unit is converted to; a month counts as 30 days for this."""
LETTERS = {"year": "Y", "month": "M", "week": "W", "day": "D", "hour": "H", "minute": "M", "second": "S"}
_PIECE = re.compile(r"(?:and )?(?P<count>.*?)\s*(?<![a-z])" + UNIT + r"(?:'s?)?(?:\s+|$)")
_COMPACT = re.compile(r"(?P<hours>\d+)\s?h(?:rs?)?\s?(?:(?P<minutes>\d{1,2})\s?m?(?:ins?)?)?")


@dataclass(frozen=True, slots=True)
class Duration:
    """The number of each unit; all are whole except seconds."""

    parts: Mapping[str, Decimal]

    def __str__(self) -> str:
        """Return ISO 8601: "P2W", "P1Y6M", "PT1H30M". It has no weeks beside other units, so there they become days."""
        parts = dict(self.parts)
        if "week" in parts and len(parts) > 1:
            parts["day"] = parts.get("day", Decimal(0)) + 7 * parts.pop("week")
        day = "".join(f"{plain(parts[name])}{LETTERS[name]}" for name in ORDER[:4] if parts.get(name))
        clock = "".join(f"{plain(parts[name])}{LETTERS[name]}" for name in ORDER[4:] if parts.get(name))
        return f"P{day}" + (f"T{clock}" if clock else "") if day or clock else "PT0S"

    @property
    def days_or_more(self) -> bool:
        """True if the duration has days or larger units, not only hours or smaller ones."""
        return any(self.parts.get(name) for name in ORDER[:4])

    @property
    def minutes(self) -> float:
        """The part smaller than a day, in minutes."""
        hours, minutes, seconds = (float(self.parts.get(name, 0)) for name in ORDER[4:])
        return hours * 60 + minutes + seconds / 60

    def after(self, at: datetime, times: int = 1) -> datetime:
        """Return the time this much later (`times` of 1) or earlier (-1) by the calendar: months differ in length."""
        from dateutil.relativedelta import relativedelta

        counts = {name: int(self.parts.get(name, 0)) * times for name in ORDER}
        later: datetime = at + relativedelta(**{f"{name}s": count for name, count in counts.items()})
        return later


def read_duration(text: str, speaker: Speaker) -> Duration | None:
    """Return the duration that the whole text names: "2 weeks", "an hour and a half", "1h30", "a year and 3 months"."""
    text = re.sub(r"^(?:for|within|over|about|around|almost|nearly|more than|less than|up to|over) ", "", normal(text))
    text = text.removeprefix("a period of ").removeprefix("the ")
    if match := _COMPACT.fullmatch(text):
        return _duration({"hour": Decimal(match["hours"]), "minute": Decimal(match["minutes"] or 0)})
    parts: dict[str, Decimal] = {}
    position = 0
    while position < len(text):
        piece = _PIECE.match(text, position)
        count = _count(piece["count"], speaker) if piece else None
        if piece is None or count is None:
            return None
        name = unit(piece["unit"])
        times, name = {"fortnight": (2, "week"), "quarter": (3, "month"), "decade": (10, "year")}.get(name, (1, name))
        parts[name] = parts.get(name, Decimal(0)) + count * times
        position = piece.end()
    return _duration(parts) if parts else None


def _count(text: str, speaker: Speaker) -> Decimal | None:
    text = text.removesuffix(" more").strip("- ")
    if text in VAGUE or text.removeprefix("a ") in VAGUE:
        return Decimal(VAGUE[text.removeprefix("a ")])
    return Decimal(1) if text in {"a", "an", "another"} else read_number(text, speaker) if text else None


def _duration(parts: dict[str, Decimal]) -> Duration:
    """Return a duration with fractions converted to the next smaller unit: half a year is six months."""
    for name in ORDER[:5]:
        count = parts.get(name, Decimal(0))
        if count % 1:
            smaller, times = SMALLER[name]
            parts[name] = count - count % 1
            parts[smaller] = parts.get(smaller, Decimal(0)) + count % 1 * times
    return Duration({name: count.quantize(Decimal(1)) for name, count in parts.items() if count})

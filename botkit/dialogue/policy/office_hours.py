"""The hours when people are there to take over."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_RANGE = re.compile(r"\s*(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})\s*")


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Stretches of the day by the day of the week (0 is Monday), and days on which nobody is there."""

    stretches: Mapping[int, tuple[tuple[time, time], ...]]
    closed: frozenset[date] = frozenset()

    @classmethod
    def read(cls, hours: Mapping[str, str], closed: Collection[date] = ()) -> OfficeHours:
        """Read `{"mon-fri": "09:00-12:30, 13:30-17:00"}`. Raises ValueError that says what is wrong."""
        stretches: dict[int, tuple[tuple[time, time], ...]] = {}
        for days, text in hours.items():
            ranges = tuple(_stretch(part) for part in text.split(","))
            for day in _days(days):
                stretches[day] = (*stretches.get(day, ()), *ranges)
        return cls(stretches, frozenset(closed))

    def open_at(self, at: datetime) -> bool:
        """Tell whether somebody is there at that local time."""
        if at.date() in self.closed:
            return False
        return any(begin <= at.time() < end for begin, end in self.stretches.get(at.weekday(), ()))


def _days(text: str) -> range:
    first, _, last = (part.strip().lower() for part in text.partition("-"))
    if first not in DAYS or (last and last not in DAYS):
        raise ValueError(f"must be a day or days, such as mon-fri or sat, not {text!r}")
    days = range(DAYS.index(first), DAYS.index(last or first) + 1)
    if not days:
        raise ValueError(f"{text!r} ends before it begins; write it as two: {first}-sun and mon-{last}")
    return days


def _stretch(text: str) -> tuple[time, time]:
    match = _RANGE.fullmatch(text)
    try:
        begin, end = (_time(clock) for clock in match.groups()) if match else (time(), time())
    except ValueError:
        begin = end = time()
    if begin >= end:
        raise ValueError(f"must be times of one day, such as 09:00-17:30, not {text.strip()!r}")
    return begin, end


def _time(clock: str) -> time:
    """Read a time of day; midnight at the end of the day is written 24:00."""
    return time.max if clock == "24:00" else time.fromisoformat(clock.zfill(5))

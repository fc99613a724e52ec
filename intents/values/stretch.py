"""Ranges of consecutive days."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta


@dataclass(frozen=True, slots=True)
class Stretch:
    """A range from the first day to the last, both inclusive; a single day if they are equal."""

    first: date
    last: date

    @classmethod
    def day(cls, day: date) -> Stretch:
        """Return the range of that day alone."""
        return cls(day, day)

    @classmethod
    def week(cls, day: date) -> Stretch:
        """Return the week of the day, starting on Monday."""
        monday = day - timedelta(days=day.weekday())
        return cls(monday, monday + timedelta(days=6))

    @classmethod
    def month(cls, day: date) -> Stretch:
        """Return the month of the day."""
        return cls(day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))

    @classmethod
    def quarter(cls, day: date) -> Stretch:
        """Return the quarter of the day."""
        first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        return cls(first, first + relativedelta(months=3, days=-1))

    @classmethod
    def year(cls, day: date) -> Stretch:
        """Return the year of the day."""
        return cls(date(day.year, 1, 1), date(day.year, 12, 31))

    @classmethod
    def weekend(cls, day: date) -> Stretch:
        """Return Saturday and Sunday of the day's week."""
        saturday = cls.week(day).first + timedelta(days=5)
        return cls(saturday, saturday + timedelta(days=1))

    @classmethod
    def around(cls, unit: str, day: date, away: int = 0) -> Stretch:
        """Return the unit that the day is in ("day", "week", "weekend", "month", ...), or one `away` units later."""
        units = {"fortnight": ("weeks", 2), "weekend": ("weeks", 1), "quarter": ("months", 3), "decade": ("years", 10)}
        name, times = units.get(unit, (f"{unit}s", 1))
        there = day + relativedelta(**{name: away * times})
        match unit:
            case "fortnight":
                first = cls.week(there).first
                return cls(first, first + timedelta(days=13))
            case "decade":
                return cls(date(there.year // 10 * 10, 1, 1), date(there.year // 10 * 10 + 9, 12, 31))
        builders = {
            "day": cls.day,
            "week": cls.week,
            "weekend": cls.weekend,
            "month": cls.month,
            "quarter": cls.quarter,
            "year": cls.year,
        }
        return builders[unit](there)

    def __str__(self) -> str:
        """Return ISO 8601: the day, or an interval of days."""
        return f"{self.first}" if self.first == self.last else f"{self.first}/{self.last}"

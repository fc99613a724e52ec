"""Recurrences: "monthly", "the 4th of each month", "every other Friday"."""

from __future__ import annotations

import re

from intents.values.days import WEEKDAYS
from intents.values.wording import UNIT, normal, unit

FREQUENCIES = {
    "hourly": "HOURLY",
    "daily": "DAILY",
    "nightly": "DAILY",
    "weekly": "WEEKLY",
    "fortnightly": "WEEKLY;INTERVAL=2",
    "biweekly": "WEEKLY;INTERVAL=2",
    "monthly": "MONTHLY",
    "quarterly": "MONTHLY;INTERVAL=3",
    "yearly": "YEARLY",
    "annually": "YEARLY",
    "annual": "YEARLY",
}
UNITS = {
    "hour": "HOURLY",
    "day": "DAILY",
    "week": "WEEKLY",
    "fortnight": "WEEKLY;INTERVAL=2",
    "month": "MONTHLY",
    "quarter": "MONTHLY;INTERVAL=3",
    "year": "YEARLY",
}
_EVERY = r"(?:each|every|per|a|any|all)"
_EACH_MONTH = rf"(?:of |in |on )?(?:the |{_EVERY} )?(?:calendar )?months?(?:'s)?"
_WEEKDAY = "(?P<weekday>" + "|".join(sorted(WEEKDAYS, key=len, reverse=True)) + ")s?"


def read_repetition(text: str) -> str | None:
    """Return the RFC 5545 rule that the whole text names: "FREQ=MONTHLY;BYMONTHDAY=4". None if it names none."""
    text = re.sub(r"^(?:on |the |for )*", "", normal(text))
    if text in FREQUENCIES:
        return f"FREQ={FREQUENCIES[text]}"
    if match := re.fullmatch(
        r"(?:each|every|per|once (?:a|every|per)) (?P<other>other )?(?:(?P<count>\d+)(?:st|nd|rd|th)? )?" + UNIT, text
    ):
        return _of_unit(unit(match["unit"]), int(match["count"] or 1) * (2 if match["other"] else 1))
    if match := re.fullmatch(rf"{_EVERY} (?P<other>other )?{_WEEKDAY}|(?P<plural>{'|'.join(WEEKDAYS)})s", text):
        day = _code(match["weekday"] or match["plural"])
        return f"FREQ=WEEKLY;{'INTERVAL=2;' if match['other'] else ''}BYDAY={day}"
    if re.fullmatch(rf"(?:{_EVERY} )?(?:weekday|working day|work day|business day)s?", text):
        return "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
    if re.fullmatch(rf"{_EVERY} weekends?|weekends", text):
        return "FREQ=WEEKLY;BYDAY=SA,SU"
    if match := re.fullmatch(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:day )?{_EACH_MONTH}", text):
        return f"FREQ=MONTHLY;BYMONTHDAY={match['day']}" if 1 <= int(match["day"]) <= 31 else None
    if match := re.fullmatch(rf"{_EVERY} (?P<day>\d{{1,2}})(?:st|nd|rd|th)", text):
        return f"FREQ=MONTHLY;BYMONTHDAY={match['day']}" if 1 <= int(match["day"]) <= 31 else None
    if re.fullmatch(rf"(?:last day|end) {_EACH_MONTH}", text):
        return "FREQ=MONTHLY;BYMONTHDAY=-1"
    if match := re.fullmatch(rf"(?P<number>\d|last)(?:st|nd|rd|th)? {_WEEKDAY} {_EACH_MONTH}", text):
        number = -1 if match["number"] == "last" else int(match["number"])
        return f"FREQ=MONTHLY;BYDAY={number}{_code(match['weekday'])}"
    return None


def _of_unit(name: str, count: int) -> str | None:
    if name not in UNITS:
        return None
    frequency, _, interval = UNITS[name].partition(";INTERVAL=")
    count *= int(interval or 1)
    return f"FREQ={frequency}" + (f";INTERVAL={count}" if count > 1 else "")


def _code(weekday: str) -> str:
    return ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[WEEKDAYS[weekday]]

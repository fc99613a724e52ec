"""Times of day."""

from __future__ import annotations

import re
from datetime import time, timedelta

from intents.values.duration import read_duration
from intents.values.speaker import Speaker
from intents.values.wording import normal

PARTS: dict[str, tuple[time, time]] = {
    "morning": (time(0), time(12)),
    "afternoon": (time(12), time(19)),
    "evening": (time(18), time(0)),
    "night": (time(20), time(6)),
    "lunchtime": (time(12), time(14)),
}
"""The start and end of each part of the day; an end that is not after its start is on the next day."""

_PART = r"(?:\s*(?:in the |at |this |on the )?(?P<part>am|pm|morning|afternoon|evening|night|tonight))?"
_HAS_TIME = re.compile(r"\d|noon|midnight|now|immediately|hour|minute")
_AT = r"^(?:(?:at|around|about|by|for|from|until|till|to|since|before|after|past) )*(?:the )?"
_FORMS = [
    re.compile(_AT + pattern + _PART + "$")
    for pattern in (
        r"(?P<minute>\d{1,2}|quarter|a quarter|half)(?: minutes?)? (?P<way>past|after|to|before|til) "
        r"(?P<hour>\d{1,2})(?: oclock)?",
        r"half (?P<half>\d{1,2})",
        r"(?P<hour>\d{1,2})\s*(?:[:.h]|\s)\s*(?P<plus>[0-5]\d)(?:[:.][0-5]\d)?\s*(?:h|hrs?|hours)?",
        r"(?P<hour>\d{1,2})(?: oclock| ?h| sharp)?",
        r"(?P<hour>[01]\d|2[0-3])(?P<plus>[0-5]\d)(?: hrs?| hours)?",
        r"(?P<word>noon|midnight)",
    )
]


def read_clock(text: str, speaker: Speaker) -> time | None:
    """Return the time of day that the whole text names: "17:30", "half past 5", "25 to 7 p.m.", "noon", "in 2 hours".

    A time without am, pm or a part of the day is taken literally: "at 5" is 05:00. "Half 5" is 5:30, as in Britain.
    """
    text = normal(text)
    if not _HAS_TIME.search(text):
        return None
    for form in _FORMS:
        if match := form.match(text):
            return _time({name: value for name, value in match.groupdict().items() if value})
    return _from_now(text, speaker)


def read_part(text: str) -> tuple[time, time] | None:
    """Return the start and end of "morning", "the evening" or "tonight"."""
    text = re.sub(r"^(?:in |at |during )?(?:the |this )?(?:early |late )?", "", normal(text))
    return PARTS.get("night" if text == "tonight" else text)


def _time(found: dict[str, str]) -> time | None:
    if "word" in found:
        return time(12) if found["word"] == "noon" else time(0)
    if "half" in found:
        found = {**found, "hour": found["half"], "minute": "half", "way": "past"}
    hour, minute = int(found["hour"]), int(found.get("plus", 0))
    if hour > 24 or minute > 59:
        return None
    hour = _on_clock(hour % 24, found.get("part", ""))
    at = hour * 60 + minute
    if "way" in found:
        named = {"quarter": 15, "a quarter": 15, "half": 30}
        away = named.get(found["minute"]) or int(found["minute"])
        at += -away if found["way"] in {"to", "before", "til"} else away
    return time(at // 60 % 24, at % 60)


def _on_clock(hour: int, part: str) -> int:
    """Return the hour on the 24-hour clock, if the part of the day says which half is meant."""
    match part:
        case "am" | "morning":
            return 0 if hour == 12 else hour
        case "pm":
            return hour % 12 + 12 if hour <= 12 else hour
        case "afternoon" | "evening":
            return hour + 12 if 0 < hour < 12 else hour
        case "night" | "tonight":
            return 0 if hour == 12 else hour + 12 if 6 <= hour < 12 else hour
    return hour


def _from_now(text: str, speaker: Speaker) -> time | None:
    """Read a time relative to now: "15 minutes ago", "in 8 hours"."""
    if text in {"now", "right now", "immediately"}:
        return speaker.at.time().replace(second=0, microsecond=0)
    match = re.fullmatch(r"(?:(?P<ahead>in )?(?P<span>.+?)(?P<behind> ago| from now)?)", text)
    if match is None or not (match["ahead"] or match["behind"]):
        return None
    span = read_duration(match["span"], speaker)
    if span is None or span.days_or_more:
        return None
    away = timedelta(minutes=span.minutes)
    at = speaker.at - away if match["behind"] == " ago" else speaker.at + away
    return at.time().replace(second=0, microsecond=0)

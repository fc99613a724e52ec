"""Periods: "last week", "since last March", "from the 3rd to the 6th of January", "between 9 and 5 p.m."."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from intents.values.clock import read_clock, read_part
from intents.values.days import MONTHS, read_days
from intents.values.duration import read_duration
from intents.values.moment import read_moment
from intents.values.repetition import read_repetition
from intents.values.speaker import Speaker
from intents.values.stretch import Stretch
from intents.values.wording import UNIT, normal, unit

OPEN = ".."
"""An open end (ISO 8601-2)."""

_BETWEEN = re.compile(r"(?:from |between )?(?P<start>.+?) (?:to|until|till|til|and|through|-|–) (?P<end>.+)")
_SINCE = re.compile(r"(?P<way>since|from|after|starting(?: from| on)?|as of) (?P<when>.+?)(?: on| onwards?)?")
_UNTIL = re.compile(r"(?P<way>until|till|til|up to|before|by|to|through|no later than) (?P<when>.+)")
_HOURS = re.compile(
    rf"(?:in |for |over |during |within )?(?:the )?(?P<way>last|past|previous|next|coming) (?P<count>.*?) ?{UNIT}"
)


def read_period(text: str, speaker: Speaker) -> str | None:
    """Return the period that the whole text names, as ISO 8601: "2026-03-01/..", "P2W".

    An interval "start/end" of days (both inclusive) or of minutes, with ".." for an open end; a duration ("two weeks":
    "P2W"); or a recurrence, as an RFC 5545 rule ("monthly": "FREQ=MONTHLY").
    """
    wording = normal(text)
    if found := read_repetition(text):
        return found
    if interval := _between(wording, speaker) or _hours(wording, speaker) or _open(wording, speaker):
        return interval
    length = read_duration(text, speaker)
    return str(length) if length else _days(text, speaker)


def _days(text: str, speaker: Speaker) -> str | None:
    """Read a named range of days, a part of a day, or a day."""
    part = read_part(text)
    if part:
        return _part_of(speaker.today, *part)
    words = normal(text).split()
    if len(words) > 1 and (part := read_part(words[-1])):
        day = read_days(" ".join(words[:-1]) if words[-2:-1] != ["the"] else " ".join(words[:-2]), speaker)
        if text.strip().casefold() == "last night":
            day = Stretch.day(speaker.today - timedelta(days=1))
        if day and day.first == day.last:
            return _part_of(day.first, *part)
    days = read_days(text, speaker)
    return f"{days.first}/{days.last}" if days else None


def _part_of(day: date, start: time, end: time) -> str:
    last = day + timedelta(days=end <= start)
    return _interval(datetime.combine(day, start), datetime.combine(last, end))


def _hours(text: str, speaker: Speaker) -> str | None:
    """Read hours or minutes: the last 3 hours end now, the next 3 hours begin on the hour, minutes on the minute."""
    match = _HOURS.fullmatch(text)
    if match is None or unit(match["unit"]) not in {"hour", "minute"}:
        return None
    span = read_duration(f"{match['count'] or 1} {match['unit']}", speaker)
    if span is None:
        return None
    now = speaker.at.replace(second=0, microsecond=0)
    if match["way"] not in {"next", "coming"}:
        return _interval(span.after(now, -1), now)
    whole_hours = not span.minutes % 60
    start = now.replace(minute=0) + timedelta(hours=1) if whole_hours else now + timedelta(minutes=1)
    return _interval(start, span.after(start))


def _between(text: str, speaker: Speaker) -> str | None:
    match = _BETWEEN.fullmatch(text)
    if match is None:
        return None
    clocks = read_clock(match["start"], speaker), read_clock(match["end"], speaker)
    if clocks[0] and clocks[1]:
        start = _shared_part(match["start"], match["end"], speaker) or clocks[0]
        return f"{start:%H:%M}/{clocks[1]:%H:%M}"
    end = read_moment(match["end"], speaker)
    month = re.search(rf"\b(?:{'|'.join(MONTHS)})\b.*", match["end"])
    shared = (
        f"{match['start']} {month[0]}"
        if month and re.fullmatch(r"(?:the )?\d{1,2}(?:st|nd|rd|th)?", match["start"])
        else ""
    )
    year = re.search(r"\b(?:19|20)\d\d$", match["end"])
    if year and not shared and not re.search(r"\b(?:19|20)\d\d$", match["start"]):
        shared = f"{match['start']} {year[0]}"
    start_at = (read_moment(shared, speaker) if shared else None) or read_moment(match["start"], speaker)
    if start_at is None or end is None:
        return None
    first, last = _first(start_at), _last(end)
    if last < first and isinstance(end, Stretch):  # for example, from Friday to Monday
        later = read_moment(match["end"], replace(speaker, at=datetime.combine(first.date(), speaker.at.time())))
        last = _last(later) if later else last
    return f"{_written(first)}/{_written(last)}"


def _open(text: str, speaker: Speaker) -> str | None:
    if match := _SINCE.fullmatch(text):
        looking = replace(speaker, looks_back=match["way"] == "since")
        at = read_moment(match["when"], looking) or _today_at(match["when"], speaker)
        if at is None:
            return None
        if match["way"] == "after" and isinstance(at, Stretch):
            return f"{at.last + timedelta(days=1)}/{OPEN}"
        return f"{_written(_first(at))}/{OPEN}"
    if match := _UNTIL.fullmatch(text):
        at = read_moment(match["when"], speaker) or _today_at(match["when"], speaker)
        if at is None:
            return None
        if match["way"] == "before" and isinstance(at, Stretch):
            return f"{OPEN}/{at.first - timedelta(days=1)}"
        return f"{OPEN}/{_written(_last(at))}"
    return None


def _today_at(text: str, speaker: Speaker) -> datetime | None:
    clock = read_clock(text, speaker)
    return datetime.combine(speaker.today, clock) if clock else None


def _shared_part(start: str, end: str, speaker: Speaker) -> time | None:
    """Return the intended start if only the end has am or pm: "between 3 and 5 pm"."""
    part = re.search(r"(am|pm|in the (?:morning|afternoon|evening))$", end)
    if part is None or re.search(r"(am|pm|morning|afternoon|evening|night)$", start):
        return None
    shared, own = read_clock(f"{start} {part[0]}", speaker), read_clock(end, speaker)
    return shared if shared and own and shared < own else None


def _first(at: Stretch | datetime) -> datetime:
    return at if isinstance(at, datetime) else datetime.combine(at.first, time())


def _last(at: Stretch | datetime) -> datetime:
    return at if isinstance(at, datetime) else datetime.combine(at.last, time())


def _written(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M}" if at.time() != time() else f"{at:%Y-%m-%d}"


def _interval(start: datetime, end: datetime) -> str:
    return f"{start:%Y-%m-%dT%H:%M}/{end:%Y-%m-%dT%H:%M}"

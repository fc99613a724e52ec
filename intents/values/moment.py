"""A day with or without a time of day: "tomorrow at half past 5"."""

from __future__ import annotations

import re
from datetime import datetime

from intents.values.clock import read_clock
from intents.values.days import read_days
from intents.values.duration import read_duration
from intents.values.speaker import Speaker
from intents.values.stretch import Stretch
from intents.values.wording import normal

_PART = re.compile(r"\b(?:morning|afternoon|evening|night|tonight)$")


def read_moment(text: str, speaker: Speaker) -> Stretch | datetime | None:
    """Return the days that the whole text names, or the minute if it names a day and a time of day, in either order.

    "3 hours ago" and "in 90 minutes" are minutes, too. A time of day alone does not count.
    """
    return _hours_away(text, speaker) or read_days(text, speaker) or _day_and_time(text, speaker)


def _day_and_time(text: str, speaker: Speaker) -> datetime | None:
    words = normal(text).split() if speaker.language == "en" else text.split()
    for cut in range(1, len(words)):
        before, after = " ".join(words[:cut]), " ".join(words[cut:])
        for day_text, time_text in ((before, after), (after, before)):
            part = _PART.search(day_text)
            clock = read_clock(f"{time_text} {part[0]}" if part else time_text, speaker) or read_clock(
                time_text, speaker
            )
            days = read_days(day_text, speaker) if clock else None
            if clock and days and days.first == days.last:
                return datetime.combine(days.first, clock)
    return None


def _hours_away(text: str, speaker: Speaker) -> datetime | None:
    match = re.fullmatch(
        r"in (?P<ahead>.+?)(?:'s? time| s time| time)?|(?P<ago>.+) ago|(?P<now>.+) from now", normal(text)
    )
    if match is None:
        return None
    span = read_duration(match["ahead"] or match["ago"] or match["now"], speaker)
    if span is None or span.days_or_more:
        return None
    return span.after(speaker.at, -1 if match["ago"] else 1).replace(second=0, microsecond=0)

"""Days and named ranges of days: "tomorrow", "the 3rd", "Monday last week", "August", "last 3 months".

English is read by the rules in this module: dateparser, which reads the other languages, knows few of these wordings,
mistakes durations for dates, and takes tenths of a second to find nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from intents.values.duration import read_duration
from intents.values.speaker import Speaker
from intents.values.stretch import Stretch
from intents.values.wording import UNIT, normal, unit

_MONTH_NAMES = (
    "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep|october oct|"
    "november nov|december dec"
)
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES.split("|"), 1) for name in names.split()}
_DAY_NAMES = "monday mon|tuesday tues tue|wednesday weds wed|thursday thurs thur thu|friday fri|saturday sat|sunday sun"
WEEKDAYS = {name: number for number, names in enumerate(_DAY_NAMES.split("|")) for name in names.split()}
SEASONS = {"spring": (3, 20), "summer": (6, 21), "autumn": (9, 22), "fall": (9, 22), "winter": (12, 21)}
"""The month and day on which each season begins in the northern hemisphere."""
FEASTS = {
    "new years day": (1, 1),
    "new year": (1, 1),
    "valentines day": (2, 14),
    "halloween": (10, 31),
    "bonfire night": (11, 5),
    "christmas eve": (12, 24),
    "christmas day": (12, 25),
    "christmas": (12, 25),
    "xmas": (12, 25),
    "boxing day": (12, 26),
    "new years eve": (12, 31),
}
EASTER = {"good friday": -2, "easter sunday": 0, "easter": 0, "easter monday": 1}
"""Offsets in days from Easter Sunday."""

_BEFORE = re.compile(
    r"^(?:on|by|at|from|since|until|till|til|to|before|after|for|around|about|in|during|of|the|no later than|over|all|"
    r"early|late|later|sometime|some time) "
)
_PART = re.compile(r" ?\b(?:in the )?(?:this )?(?:morning|afternoon|evening|night|lunchtime)$")
_month = "(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
_weekday = "(?P<weekday>" + "|".join(sorted(WEEKDAYS, key=len, reverse=True)) + ")(?:'s)?"
_which = "(?P<which>this|next|last|past|previous|coming|current|following|same)"
_year = r"(?: (?:in )?(?:the )?(?P<year>\d{4}|'?\d{2}|(?:this|next|last|previous|current|following) year))?"
_day = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_period = "(?P<period>day|week|weekend|month|quarter|year|fortnight|decade)"


def read_days(text: str, speaker: Speaker) -> Stretch | None:
    """Return the day or days that the whole text names, or None.

    A day without a year, month or week is the next one, or the last one if the speaker looks back; a day of the current
    month is in this year. "Next Friday" is Friday of the following week, "last Friday" the most recent one.
    """
    if speaker.language != "en":
        return _by_dateparser(text, speaker)
    wording = re.sub(r"(?<=[a-z])'(?=s )|(?<=s)'(?= )|\bof\b ?(?!now)", "", normal(text))
    wording = " ".join(wording.split())
    while (match := _BEFORE.match(wording)) and wording != (shorter := wording[match.end() :]):
        if found := _by_rules(wording, speaker):
            return found
        wording = shorter
    return _by_rules(wording, speaker)


def _by_rules(wording: str, speaker: Speaker) -> Stretch | None:
    for pattern, rule in _RULES:
        if match := pattern.fullmatch(wording):
            try:
                found = rule(match, speaker)
            except (ValueError, OverflowError):  # for example, the 31st of February
                continue
            if found is not None:
                return found
    part = _PART.search(wording)
    return _by_rules(wording[: part.start()].strip(), speaker) if part and part.start() else None


Rule = Callable[[re.Match[str], Speaker], Stretch | None]
_RULES: list[tuple[re.Pattern[str], Rule]] = []


def _rule(*patterns: str) -> Callable[[Rule], Rule]:
    def add(rule: Rule) -> Rule:
        _RULES.extend((re.compile(pattern), rule) for pattern in patterns)
        return rule

    return add


@_rule(
    r"(?P<word>today|now|right now|immediately|straight ?away|asap|tonight|this (?:morning|afternoon|evening|night)"
    r"|tomorrow|yesterday|last night|(?:the )?day after tomorrow|(?:the )?day before yesterday)"
)
def _near_today(match: re.Match[str], speaker: Speaker) -> Stretch:
    word = match["word"].removeprefix("the ")
    away = {"tomorrow": 1, "yesterday": -1, "last night": -1, "day after tomorrow": 2, "day before yesterday": -2}
    return Stretch.day(speaker.today + timedelta(days=away.get(word, 0)))


@_rule(
    r"in (?P<ahead>.+?)(?: time| s time)?",
    r"(?P<ahead>.+) (?:from|after) (?:now|today)",
    r"(?P<ago>.+) ago",
    r"(?P<ahead>.+?)'?s? time",
)
def _away(match: re.Match[str], speaker: Speaker) -> Stretch | None:
    found = match.groupdict()
    behind = "ago" in found
    span = read_duration(found["ago"] if behind else found["ahead"], speaker)
    return Stretch.day(span.after(speaker.at, -1 if behind else 1).date()) if span else None


@_rule(r"(?P<span>.+) (?P<way>from|after|before) (?P<from>.+)")
def _away_from(match: re.Match[str], speaker: Speaker) -> Stretch | None:
    span, start = read_duration(match["span"], speaker), _by_rules(match["from"].removeprefix("the "), speaker)
    if span is None or start is None:
        return None
    at = datetime.combine(start.first, time())
    return Stretch.day(span.after(at, -1 if match["way"] == "before" else 1).date())


@_rule(
    rf"(?:{_which} )?{_weekday}(?: (?P<part>morning|afternoon|evening|night|lunchtime))?",
    rf"{_weekday} (?P<coming>coming)",
)
def _weekday_alone(match: re.Match[str], speaker: Speaker) -> Stretch:
    weekday, which, today = WEEKDAYS[match["weekday"]], match.groupdict().get("which"), speaker.today
    monday = Stretch.week(today).first
    if which in {"this", "current", "same"}:
        return Stretch.day(monday + timedelta(days=weekday))
    if which in {"next", "following"}:
        return Stretch.day(monday + timedelta(days=7 + weekday))
    if which in {"last", "past", "previous"} or (which is None and speaker.looks_back):
        return Stretch.day(today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1))
    return Stretch.day(today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1))


@_rule(
    rf"{_weekday} {_which} week",
    rf"{_which} week(?:'?s)? (?:on )?{_weekday}",
    rf"{_weekday} (?:the )?week (?P<beyond>after|before)(?: (?P<after>next|last))?",
)
def _weekday_of_week(match: re.Match[str], speaker: Speaker) -> Stretch:
    found = match.groupdict()
    beyond = {"after": 2, "before": -2}.get(found.get("beyond", ""))
    away = beyond if beyond is not None else _direction(found["which"])
    return Stretch.day(Stretch.around("week", speaker.today, away).first + timedelta(days=WEEKDAYS[match["weekday"]]))


@_rule(
    rf"{_weekday} in (?P<count>.+?)(?: time|'s time)?",
    rf"(?P<count>.+) on {_weekday}",
    rf"{_weekday} (?P<week>week)",
    rf"a (?P<week>week) (?:on |from )?{_weekday}",
)
def _weekday_and_weeks(match: re.Match[str], speaker: Speaker) -> Stretch | None:
    """Read "Wednesday in a week", "a week on Tuesday", "Tuesday week"."""
    found = match.groupdict()
    span = read_duration(found.get("count") or "1 week", speaker)
    start = _by_rules(match["weekday"], speaker)
    return Stretch.day(span.after(datetime.combine(start.first, time())).date()) if span and start else None


@_rule(
    r"(?P<which>this|next|last|previous|coming|current|following|same) " + _period,
    rf"{_which}? ?(?P<period>quarter|weekend)",
    r"(?P<period>week|month|year) (?:just )?(?P<which>past|gone)",
)
def _named_period(match: re.Match[str], speaker: Speaker) -> Stretch:
    return Stretch.around(match["period"], speaker.today, _direction(match["which"] or "this"))


@_rule(
    r"(?:week|month|year) (?P<beyond>after next|before last)",
    r"(?P<period>week|month|year) (?P<beyond>after next|before last)",
)
def _beyond(match: re.Match[str], speaker: Speaker) -> Stretch | None:
    period = match.group().split()[0]
    return Stretch.around(period, speaker.today, 2 if match["beyond"] == "after next" else -2)


@_rule(rf"(?P<way>last|past|previous|next|coming|following) (?P<count>.*?) ?{UNIT}")
def _several(match: re.Match[str], speaker: Speaker) -> Stretch | None:
    """Read a number of units: the last 3 days end today, the next 3 days begin tomorrow. Months and years are whole."""
    span, name = read_duration(f"{match['count'] or 1} {match['unit']}", speaker), unit(match["unit"])
    if span is None or name in {"hour", "minute", "second"}:
        return None
    back = match["way"] in {"last", "past", "previous"}
    at = speaker.at
    if name in {"month", "quarter", "year", "decade"}:
        at = datetime.combine(
            Stretch.around("year" if name in {"year", "decade"} else "month", at.date()).first, at.time()
        )
    if back:
        return Stretch(span.after(at, -1).date(), at.date())
    first = Stretch.around("day" if name in {"week", "fortnight"} else name, at.date(), 1).first
    return Stretch(first, span.after(datetime.combine(first, time())).date())


@_rule(
    rf"{_day} {_month}{_year}",
    rf"{_month} (?:the )?{_day}{_year}",
    rf"{_weekday} (?:the )?{_day} {_month}{_year}",
    rf"{_weekday} {_month} (?:the )?{_day}{_year}",
)
def _day_of_month(match: re.Match[str], speaker: Speaker) -> Stretch:
    month, day = MONTHS[match["month"]], int(match["day"])
    year = _named_year(match["year"], speaker) or _near_year(month, speaker)
    return Stretch.day(date(year, month, day))


@_rule(rf"{_month}{_year}", rf"{_which} {_month}")
def _month_alone(match: re.Match[str], speaker: Speaker) -> Stretch:
    month, today = MONTHS[match["month"]], speaker.today
    which = match.groupdict().get("which")
    if which in {"last", "past", "previous"}:
        year = today.year - (month >= today.month)
    elif which in {"this", "current", "same"}:
        year = today.year
    elif which:
        year = today.year + (month <= today.month)
    else:
        year = _named_year(match["year"], speaker) or _near_year(month, speaker)
    return Stretch.month(date(year, month, 1))


@_rule(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)",
    rf"{_weekday} (?:the )?{_day}",
    rf"{_day} (?:of )?(?P<which>this|next|last|current|previous) month",
)
def _day_alone(match: re.Match[str], speaker: Speaker) -> Stretch | None:
    day, which = int(match["day"]), match.groupdict().get("which")
    if which:
        return Stretch.day(Stretch.around("month", speaker.today, _direction(which)).first.replace(day=day))
    step = -1 if speaker.looks_back else 1
    for away in range(0, 24 * step, step):
        first = Stretch.around("month", speaker.today, away).first
        try:
            found = first.replace(day=day)
        except ValueError:
            continue
        beyond = found > speaker.today if speaker.looks_back else found < speaker.today
        named = match.groupdict().get("weekday")
        if not beyond and (named is None or found.weekday() == WEEKDAYS[named]):
            return Stretch.day(found)
    return None


@_rule(r"(?P<a>\d{1,4})(?P<sign>[/.\-])(?P<b>\d{1,2})(?:(?P=sign)(?P<c>\d{4}|\d{2}))?")
def _digits(match: re.Match[str], speaker: Speaker) -> Stretch | None:
    first, second, third = match["a"], match["b"], match["c"]
    if len(first) == 4:
        return Stretch.day(date(int(first), int(second), int(third))) if third else None
    if third is None and match["sign"] == ".":  # 12.30 is a time or an amount
        return None
    day, month = int(first), int(second)
    if (speaker.date_order == "MDY" and match["sign"] != "." and day <= 12) or month > 12:
        day, month = month, day
    return Stretch.day(date(_century(third, speaker) if third else _near_year(month, speaker), month, day))


@_rule(r"(?:year )?(?P<year>(?:19|20)\d\d)", r"(?P<year>(?:this|next|last) year)")
def _year_alone(match: re.Match[str], speaker: Speaker) -> Stretch:
    return Stretch.year(date(_named_year(match["year"], speaker) or speaker.today.year, 1, 1))


@_rule(rf"q(?P<number>[1-4]){_year}", rf"(?P<number>[1-4])(?:st|nd|rd|th) quarter{_year}")
def _quarter(match: re.Match[str], speaker: Speaker) -> Stretch:
    year = _named_year(match["year"], speaker) or speaker.today.year
    return Stretch.quarter(date(year, 3 * int(match["number"]), 1))


@_rule(
    r"(?P<edge>end|start|beginning|middle) (?:the )?(?P<whole>.+)", r"(?P<edge>last|first) day (?:the )?(?P<whole>.+)"
)
def _edge(match: re.Match[str], speaker: Speaker) -> Stretch | None:
    whole_text = match["whole"] if " " in match["whole"] or match["whole"] in MONTHS else f"this {match['whole']}"
    whole = _by_rules(whole_text, speaker) or _by_rules(match["whole"], speaker)
    if whole is None or whole.first == whole.last:
        return None
    if match["edge"] == "middle":
        return Stretch.day(whole.first + (whole.last - whole.first) / 2)
    return Stretch.day(whole.last if match["edge"] in {"end", "last"} else whole.first)


@_rule(r"week (?:of |commencing |beginning |starting |from )?(?:the )?(?P<day_in>.+)")
def _week_of(match: re.Match[str], speaker: Speaker) -> Stretch | None:
    day = _by_rules(match["day_in"], speaker)
    return Stretch.week(day.first) if day else None


@_rule(rf"(?P<number>\d|last)(?:st|nd|rd|th)? {_weekday} (?:in |of )?(?:the )?(?P<whole>.+)")
def _numbered_weekday(match: re.Match[str], speaker: Speaker) -> Stretch | None:
    whole = _by_rules(
        match["whole"] if " " in match["whole"] else match["whole"].replace("month", "this month"), speaker
    )
    if whole is None:
        return None
    weekday = WEEKDAYS[match["weekday"]]
    if match["number"] == "last":
        return Stretch.day(whole.last - timedelta(days=(whole.last.weekday() - weekday) % 7))
    first = whole.first + timedelta(days=(weekday - whole.first.weekday()) % 7)
    return Stretch.day(first + timedelta(weeks=int(match["number"]) - 1))


@_rule(rf"(?:{_which} )?(?P<season>{'|'.join(SEASONS)}){_year}")
def _season(match: re.Match[str], speaker: Speaker) -> Stretch:
    names = ["spring", "summer", "autumn", "winter"]
    season = match["season"].replace("fall", "autumn")
    following = names[(names.index(season) + 1) % 4]

    def of(year: int) -> Stretch:
        end = date(year + (season == "winter"), *SEASONS[following])
        return Stretch(date(year, *SEASONS[season]), end - timedelta(days=1))

    year, today, which = _named_year(match["year"], speaker), speaker.today, match["which"]
    if year is None:
        year = next(year for year in range(today.year - 1, today.year + 3) if of(year).last >= today)
        inside = of(year).first <= today
        if which in {"last", "past", "previous"} or (speaker.looks_back and which is None and not inside):
            year -= 1
        elif which in {"next", "following"} and inside:
            year += 1
    return of(year)


@_rule(rf"(?:{_which} )?(?P<feast>{'|'.join(sorted({**FEASTS, **EASTER}, key=len, reverse=True))}){_year}")
def _feast(match: re.Match[str], speaker: Speaker) -> Stretch:
    from dateutil.easter import easter

    def of(year: int) -> date:
        feast = match["feast"]
        return easter(year) + timedelta(days=EASTER[feast]) if feast in EASTER else date(year, *FEASTS[feast])

    today, year = speaker.today, _named_year(match["year"], speaker)
    if year is None:
        back = match["which"] in {"last", "past", "previous"} or (speaker.looks_back and match["which"] is None)
        years = range(today.year, today.year - 2, -1) if back else range(today.year, today.year + 2)
        year = next(year for year in years if (of(year) < today if back else of(year) >= today))
    return Stretch.day(of(year))


def _direction(which: str) -> int:
    return 1 if which in {"next", "coming", "following"} else -1 if which in {"last", "past", "previous", "gone"} else 0


def _near_year(month: int, speaker: Speaker) -> int:
    """Return the year that is meant if the text names only the month."""
    today = speaker.today
    if speaker.looks_back:
        return today.year - (month > today.month)
    return today.year + (month < today.month)


def _named_year(text: str | None, speaker: Speaker) -> int | None:
    if text is None:
        return None
    if text.endswith("year"):
        return speaker.today.year + _direction(text.split()[0])
    return _century(text.lstrip("'"), speaker)


def _century(text: str, speaker: Speaker) -> int:
    """Return the full year for two digits: the nearest one, up to twenty years ahead."""
    if len(text) == 4:
        return int(text)
    year = speaker.today.year // 100 * 100 + int(text)
    return year - 100 if year > speaker.today.year + 20 else year


def _by_dateparser(text: str, speaker: Speaker) -> Stretch | None:
    from dateparser.date import DateDataParser

    if not any(character.isalnum() for character in text):
        return None
    settings = {
        "RELATIVE_BASE": speaker.at,
        "DATE_ORDER": speaker.date_order,
        "PREFER_DATES_FROM": "past" if speaker.looks_back else "future",
        "PREFER_DAY_OF_MONTH": "first",
        "PARSERS": ["relative-time", "absolute-time"],  # plain numbers are not timestamps
    }
    found = DateDataParser(languages=[speaker.language], settings=settings).get_date_data(text)
    if found is None or found.date_obj is None:
        return None
    period = found.period if found.period in {"week", "month", "year"} else "day"
    return Stretch.around(period, found.date_obj.date())

"""The exact facts of a sentence: what is simply right or wrong, such as an amount or a telephone number.

Two ways of writing the same fact are equal: `£1,000` and `£1000.00`, `8am` and `08:00`, `five working days` and
`5 working days`. A range is one fact: `3 to 5 working days` does not hold `5 working days`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class FactKind(StrEnum):
    """What sort of fact it is."""

    AMOUNT = "amount"
    PRICE = "price"
    PERCENT = "percent"
    DURATION = "duration"
    PERIOD = "period"
    DATE = "date"
    TIME = "time"
    DAY = "day"
    MONTH = "month"
    PHONE = "phone"
    CODE = "code"
    NUMBER = "number"
    LINK = "link"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact in its normal form; facts that say the same are equal."""

    kind: FactKind
    value: str


def facts(text: str) -> frozenset[Fact]:
    """Every exact fact of `text`."""
    written = _with_digits(_normal(text))
    found: list[tuple[int, int, Fact]] = []
    left = written
    for kind, pattern, read in _PATTERNS:
        for match in list(pattern.finditer(left)):
            value = read(match)
            if value:
                found.append((match.start(), match.end(), Fact(kind, value)))
                left = left[: match.start()] + "\0" * (match.end() - match.start()) + left[match.end() :]
    return frozenset(_ranges(written, sorted(found, key=lambda item: item[0])))


def missing_facts(sentence: str, source: str) -> frozenset[Fact]:
    """The facts of `sentence` that `source` lacks."""
    return facts(sentence) - facts(source)


_ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_VALUE = (
    {word: n for n, word in enumerate([*_ONES, *_TEENS])}
    | {word: 10 * n for n, word in enumerate(_TENS, 2)}
    | {"hundred": 100, "thousand": 1000, "million": 1_000_000}
)
_BELOW_100 = rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_ONES[1:])}))?|{'|'.join([*_TEENS, *_ONES])})"
_IN_WORDS = re.compile(
    rf"\b(?P<lead>{_BELOW_100}|a) (?P<scale>hundred|thousand|million)(?: and (?P<rest>{_BELOW_100}))?\b"
    rf"|\b(?P<plain>{_BELOW_100})\b",
    re.IGNORECASE,
)
_UNIT = r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|months?|years?)"
_COUNTS = re.compile(
    rf"[ -](?:(?:working|business|calendar) )?{_UNIT}\b|-digit|(?: %| per ?cent| pounds?\b)", re.IGNORECASE
)
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?"
    r"|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_CAPITAL_MONTH = "|".join(month.capitalize() for month in _MONTHS if month != "may")  # "may" is another word, too
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALES = {"k": 1000, "thousand": 1000, "m": 1_000_000, "million": 1_000_000, "bn": 10**9, "billion": 10**9}
_CURRENCIES = {
    "£": "GBP", "gbp": "GBP", "pound": "GBP", "quid": "GBP", "pence": "GBP", "p": "GBP",
    "€": "EUR", "eur": "EUR", "euro": "EUR", "$": "USD", "usd": "USD", "dollar": "USD",
}  # fmt: skip
_UNITS = {"sec": "second", "min": "minute", "hr": "hour"}
_ADVERBS = {
    "daily": "day", "weekly": "week", "monthly": "month", "yearly": "year", "annually": "year", "annual": "year",
}  # fmt: skip


def _normal(text: str) -> str:
    text = re.sub(r"[\u2010-\u2015]", "-", text).replace("\u00a0", " ").replace("’", "'")
    text = re.sub(r"(?m)^\s*(?:[-*•+]|\(?\d{1,2}[.)])\s+", "", text)  # a step's number is no fact
    text = re.sub(r"\*\*|`", "", text)
    text = re.sub(r"\b24/7\b", "24 hours a day", text)
    return " ".join(text.split())


def _with_digits(text: str) -> str:
    def digits(match: re.Match[str]) -> str:
        if plain := match["plain"]:
            if plain.lower() == "one" and not _COUNTS.match(text, match.end()):
                return match[0]  # "the one you choose"
            return str(_below_100(plain))
        lead = 1 if match["lead"].lower() == "a" else _below_100(match["lead"])
        return str(lead * _VALUE[match["scale"].lower()] + (_below_100(match["rest"]) if match["rest"] else 0))

    return _IN_WORDS.sub(digits, text)


def _below_100(words: str) -> int:
    return sum(_VALUE[word] for word in re.split(r"[- ]", words.lower()))


def _decimal(number: str, scale: str | None = None) -> str:
    value = Decimal(number.replace(",", "")) * _SCALES.get((scale or "").lower(), 1)
    return format(value.normalize(), "f")


def _amount(match: re.Match[str]) -> str:
    groups = match.groupdict()
    unit = (groups["before"] or groups["after"]).lower()
    number = _decimal(groups["n1"] or groups["n2"], groups["scale1"] or groups["scale2"])
    if unit in ("p", "pence"):
        number = format((Decimal(number) / 100).normalize(), "f")
    return f"{_CURRENCIES[unit if unit in _CURRENCIES else unit.rstrip('s')]} {number}"


def _duration(match: re.Match[str]) -> str:
    unit = match["unit"].lower().rstrip("s")
    sort = "working " if (match["sort"] or "").lower() in ("working", "business") else ""
    return f"{_decimal(match['n'])} {sort}{_UNITS.get(unit, unit)}"


def _time(match: re.Match[str]) -> str:
    if word := match.groupdict().get("word"):
        return {"noon": "12:00", "midday": "12:00", "midnight": "00:00"}[word.lower()]
    hour, minute = int(match["h"]), int(match["m"] or 0)
    half = (match["half"] or "").lower()
    if half == "p" and hour < 12:
        hour += 12
    if half == "a" and hour == 12:
        hour = 0
    return f"{hour:02}:{minute:02}" if hour < 25 and minute < 60 else ""


def _date(match: re.Match[str]) -> str:
    groups = match.groupdict()
    name = groups.get("month") or groups.get("month2") or ""
    month = _month_number(name) if not name.isdigit() else int(name)
    day = int(groups.get("day") or groups.get("day2") or 0)
    year = groups.get("year") or groups.get("year2") or ""
    return f"{year}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else ""


def _month_number(name: str) -> int:
    return next(n for n, month in enumerate(_MONTHS, 1) if month.startswith(name.lower()[:3]))


def _phone(match: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", match[0].replace("(0)", ""))
    if len(digits) < 6:
        return ""
    return "0" + digits[2:] if match[0].startswith("+44") else digits


def _link(match: re.Match[str]) -> str:
    address = match[0].rstrip(".,;:!?)\"'>*")
    address = re.sub(r"^https?://", "", address, flags=re.IGNORECASE)
    host, slash, path = address.partition("/")
    return (host.lower() + slash + path).rstrip("/")


def _period(match: re.Match[str]) -> str:
    word = (match["adverb"] or match["unit"]).lower()
    return _ADVERBS.get(word, word)


def _whole(match: re.Match[str]) -> str:
    number = match["n"]
    return number if number.startswith("0") and number.isdigit() and len(number) > 1 else _decimal(number)


_Reader = Callable[[re.Match[str]], str]
_BY_CASE = (FactKind.DAY, FactKind.MONTH, FactKind.CODE)  # "sun" and "march" are words, too

# In this order, each kind leaves to the next what it hasn't taken: an amount's number is not a number on its own.
_PATTERNS: list[tuple[FactKind, re.Pattern[str], _Reader]] = [
    (kind, re.compile(pattern, 0 if kind in _BY_CASE else re.IGNORECASE), read)
    for kind, pattern, read in (
        (FactKind.EMAIL, r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", lambda m: m[0].lower()),
        (FactKind.LINK, r"https?://\S+|\bwww\.\S+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}\b(?:/\S*)?", _link),
        (FactKind.DATE, r"\b(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)\b", _date),
        (FactKind.DATE, r"\b(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>\d{4})\b", _date),
        (
            FactKind.DATE,
            rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})\b(?:,? (?P<year>\d{{4}}))?"
            rf"|\b(?P<month2>{_MONTH}) (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<year2>\d{{4}}))?",
            _date,
        ),
        (FactKind.TIME, r"\b(?P<h>\d{1,2})(?:[:.](?P<m>\d\d))? ?(?P<half>[ap])\.?m\b\.?", _time),
        (FactKind.TIME, r"\b(?P<h>\d{1,2}):(?P<m>\d\d)(?P<half>)\b", _time),
        (FactKind.TIME, r"\b(?P<word>noon|midday|midnight)\b", _time),
        (
            FactKind.AMOUNT,
            rf"(?P<before>[£€$]|\b(?:GBP|EUR|USD)) ?(?P<n1>{_NUMBER})"
            r"(?: ?(?P<scale1>k|m|bn|million|thousand|billion)\b)?"
            rf"|(?<![\d.,£€$])(?P<n2>{_NUMBER})(?: ?(?P<scale2>k|million|thousand|billion))?"
            r" ?(?P<after>pounds?|quid|pence|p|euros?|dollars?|GBP|EUR|USD)\b",
            _amount,
        ),
        (FactKind.PERCENT, rf"(?<![\d.])(?P<n>{_NUMBER}) ?(?:%|per ?cent\b)", _whole),
        (
            FactKind.PHONE,
            r"(?:\+\d{1,3}|\(?\b0\d*\)?|\b\d{2,4}(?=[ -]\d{2,4}[ -]\d{2,4}))(?: ?\(0\))?(?:[ -]?\d{2,}){1,6}\b",
            _phone,
        ),
        (
            FactKind.DURATION,
            rf"(?<![\d.])(?P<n>{_NUMBER})[ -](?:(?P<sort>working|business|calendar) )?(?P<unit>{_UNIT})\b",
            _duration,
        ),
        (FactKind.CODE, r"\b[A-Z]{1,5}-?\d+\b", lambda m: m[0].replace("-", "")),
        (FactKind.NUMBER, rf"(?<![\d.\w])(?P<n>{_NUMBER})(?:st|nd|rd|th|x)?(?![\d])", _whole),
        (
            FactKind.DAY,
            r"\b(?P<d>Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:s?day|nesday|rsday|urday|s|rs)?s?\b",
            lambda m: m["d"].lower(),
        ),
        (FactKind.MONTH, rf"\b(?P<name>{_CAPITAL_MONTH})\b", lambda m: _MONTHS[_month_number(m["name"]) - 1]),
        (
            FactKind.PRICE,
            r"(?<!-)\bfree\b(?! (?:of|from) (?!charge))|\b(?:no|without)(?: \w+)? (?:fees?|charges?|costs?)\b"
            r"|\b(?:costs?|or|pays?) nothing\b",
            lambda _: "free",
        ),
        (
            FactKind.PERIOD,
            r"\b(?:an?|per|each|every) (?:calendar )?(?P<unit>minute|hour|day|week|month|quarter|year)\b"
            rf"|\b(?P<adverb>{'|'.join(_ADVERBS)})\b",
            _period,
        ),
    )
]
_JOINS = re.compile(r" ?(?:to|until|through|-) ?")


def _ranges(text: str, found: list[tuple[int, int, Fact]]) -> list[Fact]:
    """Facts with "8am to 8pm", "3 to 5 days" and "between £1 and £5" as one."""
    merged: list[Fact] = []
    position = 0
    while position < len(found):
        start, end, first = found[position]
        if position + 1 < len(found):
            after, _, second = found[position + 1]
            between = text[end:after]
            joined = _JOINS.fullmatch(between) or (between == " and " and text[:start].lower().endswith("between "))
            if joined and (first.kind is second.kind or first.kind is FactKind.NUMBER):
                merged.append(Fact(second.kind, f"{first.value}..{second.value}"))
                position += 2
                continue
        merged.append(first)
        position += 1
    return merged

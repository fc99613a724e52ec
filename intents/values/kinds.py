"""The kinds of values, and the functions that read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from intents.values.card_number import read_card_number
from intents.values.clock import read_clock
from intents.values.duration import read_duration
from intents.values.email import read_email
from intents.values.iban import read_iban
from intents.values.moment import read_moment
from intents.values.money import read_money
from intents.values.name import read_name
from intents.values.numbers import plain, read_number
from intents.values.period import read_period
from intents.values.phone import read_phone
from intents.values.sort_code import read_sort_code
from intents.values.speaker import Speaker

LONGEST = 12
"""Maximum length, in words, of a value searched for within a text."""
MOST_CHARACTERS = 300
"""Maximum length of a text that names a value: the longest e-mail addresses have 254 characters."""
AMBIGUOUS = frozenset(
    ("may", "march", "mar", "sat", "sun", "mon", "fall", "second", "now", "a", "an", "m", "k", "p", "c")
)
"""Words that, on their own within a text, are probably not a value."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value: its format in words, an example, and the function that reads it (None if there is no value)."""

    form: str
    example: str
    read: Callable[[str, Speaker], str | None]


def read_value(kind: str, text: str, speaker: Speaker) -> str | None:
    """Return the value of that kind that the whole text names, or None."""
    try:
        return KINDS[kind].read(text, speaker) if text.strip() and len(text) <= MOST_CHARACTERS else None
    except (ArithmeticError, ValueError):  # a number out of range for a calendar or a currency
        return None


def find_value(kind: str, text: str, speaker: Speaker) -> tuple[int, int, str] | None:
    """Return (start, end, value) of the longest value of that kind within the text, the first if there are several."""
    words = _words(text)
    for length in range(min(LONGEST, len(words)), 0, -1):
        for first in range(len(words) - length + 1):
            start, end = words[first][0], words[first + length - 1][1]
            if length == 1 and text[start:end].casefold() in AMBIGUOUS:
                continue
            value = read_value(kind, text[start:end], speaker)
            if value is not None:
                return start, end, value
    return None


def _words(text: str) -> list[tuple[int, int]]:
    """Return the start and end of each word, without punctuation at its ends."""
    found, position = [], 0
    for word in text.split():
        start = text.index(word, position)
        position = start + len(word)
        bare = word.strip(".,;:!?\"'()")
        if bare:
            begin = start + word.index(bare)
            found.append((begin, begin + len(bare)))
    return found


def _number(text: str, speaker: Speaker) -> str | None:
    number = read_number(text, speaker)
    return None if number is None else plain(number)


def _money(text: str, speaker: Speaker) -> str | None:
    money = read_money(text, speaker)
    return None if money is None else str(money)


def _date(text: str, speaker: Speaker) -> str | None:
    at = read_moment(text, speaker)
    return None if at is None else f"{at:%Y-%m-%dT%H:%M}" if isinstance(at, datetime) else f"{at.first}"


def _end_date(text: str, speaker: Speaker) -> str | None:
    at = read_moment(text, speaker)
    return None if at is None else f"{at:%Y-%m-%dT%H:%M}" if isinstance(at, datetime) else f"{at.last}"


def _time(text: str, speaker: Speaker) -> str | None:
    clock = read_clock(text, speaker)
    return None if clock is None else f"{clock:%H:%M}"


def _duration(text: str, speaker: Speaker) -> str | None:
    length = read_duration(text, speaker)
    return None if length is None else str(length)


KINDS: Mapping[str, Kind] = {
    "number": Kind("a number in digits", "1500", _number),
    "money": Kind("an amount, behind the currency's code (ISO 4217) where one was named", "GBP 20.00", _money),
    "date": Kind("a day or, with a time of day, a minute (ISO 8601); of several days the first", "2026-11-21", _date),
    "end_date": Kind("the same, of several days the last", "2026-11-30", _end_date),
    "time": Kind("a time of day (ISO 8601)", "17:30", _time),
    "period": Kind(
        "from when to when (ISO 8601), a length of time, or a rule (RFC 5545)", "2026-03-01/..", read_period
    ),
    "duration": Kind("a length of time (ISO 8601)", "PT1H30M", _duration),
    "card_number": Kind(
        "the digits of a payment card; the check digit is right", "4111111111111111", lambda t, _: read_card_number(t)
    ),
    "iban": Kind(
        "an IBAN without spaces; the check digits are right", "GB82WEST12345698765432", lambda t, _: read_iban(t)
    ),
    "sort_code": Kind("a British sort code", "12-34-56", lambda t, _: read_sort_code(t)),
    "phone": Kind("a telephone number (E.164)", "+441632960255", read_phone),
    "email": Kind("an e-mail address", "anna@example.com", lambda t, _: read_email(t)),
    "name": Kind("the name of a person or a company", "Anna Hill", lambda t, _: read_name(t)),
}
"""All kinds by the names that `nlu.values` in bot.yaml uses."""

"""Normalisation of English wordings of dates and times before they are read."""

from __future__ import annotations

import re
from functools import lru_cache

from intents.values.numbers import ONES, TENS

_NAMES = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth twentieth"
)
ORDINALS = {word: n for n, word in enumerate(_NAMES.split(), 1)} | {"thirtieth": 30}
UNITS = {
    "second": "second",
    "sec": "second",
    "minute": "minute",
    "min": "minute",
    "hour": "hour",
    "hr": "hour",
    "day": "day",
    "night": "day",
    "week": "week",
    "wk": "week",
    "fortnight": "fortnight",
    "month": "month",
    "mth": "month",
    "quarter": "quarter",
    "year": "year",
    "yr": "year",
    "decade": "decade",
}
UNIT = r"(?P<unit>(?:" + "|".join(sorted(UNITS, key=len, reverse=True)) + r")s?)"
VAGUE = {"few": 3}
"""Vague counts: "the next few days" means three, as annotators were asked to assume (NLU++); "some" is not read."""

_SPELT: dict[str, str] = {
    r"\b([ap])\.?\s?m\b\.?": r"\1m",
    r"\bo'?\s?clock\b": "oclock",
    r"\b(?:tmrw|tmr|tomo|tomorow|tommorow|tommorrow|2moro)\b": "tomorrow",
    r"\b(?:yday|yesteday)\b": "yesterday",
    r"\btonite\b": "tonight",
    r"\b(?:mid-?day)\b": "noon",
    r"\bhalf (?:an|a) (hour|day)\b": r"0.5 \1",
    r"\b(?:a|an|one) (hour|day|week|month|year|minute) and a half\b": r"1.5 \1",
    r"\b(hour|day|week|month|year|minute) and a half\b": r"1.5 \1",
    r"\b(?:a |the )?couple(?: of)?\b": "2",
    r"\bthree quarters of an hour\b": "45 minute",
    r"\b(?:a )?quarter of an hour\b": "15 minute",
}
_COMPILED = [(re.compile(pattern), spelling) for pattern, spelling in _SPELT.items()]
_NUMBER_WORD = re.compile(
    rf"\b(?:(?P<ten>{'|'.join(TENS)})(?:[ -](?P<one>{'|'.join(ONES[1:10])}))?|(?P<small>{'|'.join(ONES)}))\b"
)
_ORDINAL_WORD = re.compile(rf"\b(?:(?P<ten>twenty|thirty)[ -])?(?P<ordinal>{'|'.join(ORDINALS)})\b")


@lru_cache(maxsize=512)  # the parts of one message are read repeatedly
def normal(text: str) -> str:
    """Return the text in lower case: single spaces, no commas, numbers in digits, ordinals as "3rd", "am" and "pm"."""
    text = " ".join(text.casefold().replace("’", "'").replace(",", " ").strip(" .!?;:").split())
    for pattern, spelling in _COMPILED:
        text = pattern.sub(spelling, text)
    text = re.sub(r"\b(\d+)\s+(st|nd|rd|th)\b", r"\1\2", text)
    text = _ORDINAL_WORD.sub(_ordinal, text)
    text = _NUMBER_WORD.sub(_cardinal, text)
    return re.sub(r"\b(\d+) and a half (hour|day|week|month|year|minute)", r"\1.5 \2", text)


def unit(word: str) -> str:
    """Return the unit's name in the singular: "hrs" is "hour"."""
    return UNITS.get(word) or UNITS[word.removesuffix("s")]


def _ordinal(match: re.Match[str]) -> str:
    ten, word = match["ten"], match["ordinal"]
    if word == "second" and not ten and not re.search(r"(?:the|on) $|^$", match.string[: match.start()]):
        behind = match.string[match.end() :]
        if not re.match(r" of\b", behind):  # the unit of time
            return word
    if word == "second" and not ten and not match.string[match.end() :].strip():
        return "2nd"
    number = ORDINALS[word] + (0 if ten is None else 20 if ten == "twenty" else 30)
    return f"{number}{suffix(number)}"


def suffix(number: int) -> str:
    """Return the ending that makes the number an ordinal: "st" for 1."""
    return "th" if 10 < number % 100 < 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _cardinal(match: re.Match[str]) -> str:
    if match["small"]:
        return str(ONES.index(match["small"]))
    return str(10 * (TENS.index(match["ten"]) + 2) + (ONES.index(match["one"]) if match["one"] else 0))

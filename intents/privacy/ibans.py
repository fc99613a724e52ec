"""International bank account numbers in folded text."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import cache
from string import ascii_uppercase

from stdnum import iban, numdb

from intents.privacy.digit_groups import TAKEN
from intents.privacy.finding import Finding

_BETWEEN = rf"[^0-9A-Za-z{TAKEN}]{{0,3}}"
_START = re.compile(rf"(?=([A-Za-z]){_BETWEEN}([A-Za-z]){_BETWEEN}[0-9]{_BETWEEN}[0-9])")
_LONGEST_GAP = 3


def ibans(text: str) -> Iterator[Finding]:
    """Yield letters and digits that are an account's number together (ISO 13616, mod 97)."""
    done = 0
    for start in _START.finditer(text):
        if start.start() >= done and (end := _end(text, start.start(), "".join(start.groups()))):
            yield Finding(start.start(), end, "[IBAN]")
            done = end


def _end(text: str, start: int, country: str) -> int:
    """Return the end of the number of the country that begins at `start`; 0 if none does."""
    length = _lengths().get(country.upper(), 0)
    characters: list[str] = []
    place = last = start
    while place < len(text) and len(characters) < length and place - last <= _LONGEST_GAP:
        character = text[place]
        place += 1
        if character.isascii() and character.isalnum():
            characters.append(character)
            last = place
        elif character == TAKEN:
            return 0
    # Account numbers of some countries have check digits of their own; who mistypes one still gives it away.
    whole = length and len(characters) == length
    return last if whole and iban.is_valid("".join(characters), check_country=False) else 0


@cache
def _lengths() -> dict[str, int]:
    """Return the number of characters that the numbers of each country have."""
    countries = numdb.get("iban")
    found = {}
    for country in map("".join, itertools.product(ascii_uppercase, repeat=2)):
        structure = countries.info(country)[0][1].get("bban", "")
        if structure:
            found[country] = 4 + sum(map(int, re.findall(r"(\d+)!", structure)))
    return found

"""Takes numbers that must never be stored out of a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from stdnum import iban

from intents.values.card_number import read_card_number

DIGITS = re.compile(r"(?<![A-Za-z0-9])\d(?:[ \-.]?\d){12,}(?![A-Za-z0-9])")

IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ \-]?[A-Za-z0-9]){11,30}")
IBAN_SHORTEST = 15

Found = tuple[int, int, str]
"""Start, end, and what to write instead."""


def redact(text: str, kinds: Iterable[str]) -> str:
    """`text` without what `kinds` name: "card_number" (Luhn), "iban" (ISO 13616, mod 97).

    Of a card number the last four digits stay, as on any receipt: they tell the speaker's cards apart, no more.
    """
    for kind in sorted(kinds, key=list(FINDERS).index):
        for start, end, instead in reversed(list(FINDERS[kind](text))):
            text = text[:start] + instead + text[end:]
    return text


def _card_numbers(text: str) -> Iterator[Found]:
    for run in DIGITS.finditer(text):
        groups = [(run.start() + g.start(), run.start() + g.end()) for g in re.finditer(r"\d+", run[0])]
        first = 0
        while first < len(groups):
            # Whole groups of digits only: within a long number, some stretch or other passes the check by chance.
            start = groups[first][0]
            last = next(
                (i for i in range(len(groups) - 1, first - 1, -1) if read_card_number(text[start : groups[i][1]])), None
            )
            if last is not None:
                yield start, groups[last][1], f"[card number ending {_digits(text[start : groups[last][1]])[-4:]}]"
            first = (first if last is None else last) + 1


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def _ibans(text: str) -> Iterator[Found]:
    for match in IBAN.finditer(text):
        candidate = match[0]
        # Words that follow look like more of the number: the longest beginning that is valid is the number.
        for end in range(len(candidate), IBAN_SHORTEST - 1, -1):
            if candidate[end - 1].isalnum() and iban.is_valid(candidate[:end]):
                yield match.start(), match.start() + end, "[IBAN]"
                break


# In this order: an account number within an IBAN may look like a card number.
FINDERS: dict[str, Callable[[str], Iterator[Found]]] = {"iban": _ibans, "card_number": _card_numbers}

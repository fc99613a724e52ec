"""Takes numbers that must never be stored out of a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from stdnum import iban

from intents.values.card_number import read_card_number

DIGITS = re.compile(r"(?<![A-Za-z0-9])\d(?:[\s\-.]{0,3}\d){12,}(?![A-Za-z0-9])")

IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[\s\-]{0,3}[A-Za-z0-9]){11,30}")
IBAN_SHORTEST = 15

EMAIL = re.compile(
    r"(?<![\w.+%-])[A-Za-z0-9][\w.+%'-]{0,63}\s?@\s?[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})(?:\.[A-Za-z0-9-]{1,63})*"
    r"\.[A-Za-z]{2,24}(?![A-Za-z0-9-])"
)

PHONE = re.compile(
    r"""(?<![\w+£$€.,/-])(?:
        (?:\+|00)[ ]?[1-9](?:[ ().\-]{0,2}\d){7,14}      # with the country's code
      | \(?0\d{2,4}\)?(?:[ .\-]{0,3}\d){6,8}            # of one's own country: 0131 496 0999, 07700 900123
      | 0\d(?:[ .\-]\d{2}){4}                           # 01 23 45 67 89
      | (?:1[ .\-])?\(?[2-9]\d{2}\)?[ .\-]{1,2}\d{3}[ .\-]\d{4}  # (555) 123-4567
    )(?![ .\-]?\d|\w|[%:])""",
    re.VERBOSE,
)
PHONE_DIGITS = range(9, 16)
"""How many digits a telephone number has, its country's code included (E.164 allows 15)."""

Found = tuple[int, int, str]
"""Start, end, and what to write instead."""


def redact(text: str, kinds: Iterable[str]) -> str:
    """`text` without what `kinds` name: "card_number" (Luhn), "iban" (ISO 13616, mod 97), "email", "phone".

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
                (i for i in range(len(groups) - 1, first - 1, -1) if _is_card(text[start : groups[i][1]])), None
            )
            if last is not None:
                yield start, groups[last][1], f"[card number ending {_digits(text[start : groups[last][1]])[-4:]}]"
            first = (first if last is None else last) + 1


def _is_card(text: str) -> bool:
    return not text.startswith("0") and read_card_number(_digits(text)) is not None


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def _ibans(text: str) -> Iterator[Found]:
    for match in IBAN.finditer(text):
        candidate = match[0]
        # Words that follow look like more of the number: the longest beginning that is valid is the number.
        for end in range(len(candidate), IBAN_SHORTEST - 1, -1):
            if candidate[end - 1].isalnum() and iban.is_valid(re.sub(r"\s", "", candidate[:end])):
                yield match.start(), match.start() + end, "[IBAN]"
                break


def _emails(text: str) -> Iterator[Found]:
    for match in EMAIL.finditer(text):
        yield match.start(), match.end(), "[e-mail address]"


def _phones(text: str) -> Iterator[Found]:
    for match in PHONE.finditer(text):
        if len(_digits(match[0])) in PHONE_DIGITS:
            yield match.start(), match.end(), "[phone number]"


# In this order: an account number within an IBAN may look like a card number, and part of a card number like a phone's.
FINDERS: dict[str, Callable[[str], Iterator[Found]]] = {
    "iban": _ibans,
    "card_number": _card_numbers,
    "email": _emails,
    "phone": _phones,
}

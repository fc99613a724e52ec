"""Payment card numbers."""

from __future__ import annotations

import re

from stdnum import luhn

from intents.folded_text import folded

CARD_LENGTHS = range(13, 20)
"""The numbers of digits that a payment card number may have (ISO/IEC 7812)."""


def read_card_number(text: str) -> str | None:
    """Return the digits of a payment card whose check digit is right (Luhn)."""
    digits = re.sub(r"[\s./\\_\-]", "", folded(text))
    fits = digits.isdecimal() and len(digits) in CARD_LENGTHS and len(set(digits)) > 1
    return digits if fits and luhn.is_valid(digits) else None

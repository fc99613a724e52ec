"""International bank account numbers."""

from __future__ import annotations

from stdnum import iban
from stdnum.exceptions import ValidationError


def read_iban(text: str) -> str | None:
    """The IBAN without spaces, if its check digits are right (ISO 13616, mod 97)."""
    try:
        return str(iban.validate(text.strip().rstrip(".")))
    except ValidationError:
        return None

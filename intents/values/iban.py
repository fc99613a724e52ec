"""International bank account numbers."""

from __future__ import annotations

import re

from stdnum import iban
from stdnum.exceptions import ValidationError

from intents.folded_text import folded


def read_iban(text: str) -> str | None:
    """Return the IBAN without spaces if its check digits are right (ISO 13616, mod 97)."""
    try:
        return str(iban.validate(re.sub(r"[\s./_\-]", "", folded(text))))
    except ValidationError:
        return None

"""Unicode's normal forms, in time proportional to the text."""

from __future__ import annotations

import unicodedata
from typing import Literal

_LONGEST = 60
"""Number of combining marks in a row that are put in order together; no writing has more than a few."""


def normal_form(form: Literal["NFC", "NFKC"], text: str) -> str:
    """Return the text in a normal form, except in runs of combining marks that no writing has.

    `unicodedata.normalize` takes the square of the length of such a run: minutes for a page of them.
    """
    if text.isascii():
        return text
    pieces, start, marks = [], 0, 0
    for place, character in enumerate(text, 1):
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks == _LONGEST:
            pieces.append(unicodedata.normalize(form, text[start:place]))
            start, marks = place, 0
    return "".join([*pieces, unicodedata.normalize(form, text[start:])])

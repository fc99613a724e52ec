"""The form of the answer that a reply asks for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FieldKind(StrEnum):
    """The forms that an answer can have."""

    DATE = "date"
    TIME = "time"
    NUMBER = "number"
    MONEY = "money"
    EMAIL = "email"
    PHONE = "phone"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """The form of the answer that a reply asks for: a channel may show a date picker instead of a line of text.

    The choice is sent as a message: a date as YYYY-MM-DD, a time as HH:MM, an amount in digits, one of the `choices`
    verbatim. Any other wording is an answer, too. `label` is the name that people use for it ("the date").
    """

    kind: FieldKind
    label: str = ""
    choices: tuple[str, ...] = ()

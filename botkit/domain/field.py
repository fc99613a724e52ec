"""The form of an answer that a reply asks for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FieldKind(StrEnum):
    """What form an answer has."""

    DATE = "date"
    TIME = "time"
    NUMBER = "number"
    MONEY = "money"
    EMAIL = "email"
    PHONE = "phone"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """What a reply asks for, where the answer has a form: a channel may show a date picker instead of a line of text.

    What is picked there is sent as a message: a day as YYYY-MM-DD, a time as HH:MM, an amount in digits, one of the
    `choices` as it stands. Any other wording is an answer, too. `label` is what people call it ("the date").
    """

    kind: FieldKind
    label: str = ""
    choices: tuple[str, ...] = ()

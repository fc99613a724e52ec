"""The kinds of exact facts."""

from __future__ import annotations

from enum import StrEnum


class FactKind(StrEnum):
    """The sort of an exact fact."""

    AMOUNT = "amount"
    PRICE = "price"
    PERCENT = "percent"
    DURATION = "duration"
    PERIOD = "period"
    DATE = "date"
    TIME = "time"
    DAY = "day"
    MONTH = "month"
    PHONE = "phone"
    CODE = "code"
    NUMBER = "number"
    LINK = "link"
    EMAIL = "email"

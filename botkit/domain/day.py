"""A day's figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Day:
    """A day (UTC) in figures: turns by the bot's decision, conversations started, and feedback received."""

    date: date
    turns: Mapping[str, int]
    conversations: int = 0
    helpful: int = 0
    unhelpful: int = 0

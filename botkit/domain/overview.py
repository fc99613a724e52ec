"""A conversation in a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Overview:
    """A conversation in a list: where it is, since when and until when, how it began, and how it went on.

    `decisions` counts its turns by what the bot did, `unhelpful` those that somebody said did not help.
    """

    id: str
    channel: str
    customer: str
    name: str
    first_at: datetime
    last_at: datetime
    opening: str
    turns: int
    decisions: Mapping[str, int]
    unhelpful: int = 0
    hand_off: int | None = None

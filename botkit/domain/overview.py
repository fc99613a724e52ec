"""An entry in a list of conversations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Overview:
    """An entry in a list of conversations: its channel, the times of its first and last turn, how it began and went on.

    `decisions` counts its turns by the bot's decision, `unhelpful` the turns that somebody rated as unhelpful.
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

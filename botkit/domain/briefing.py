"""The facts that a staff member needs when taking over a conversation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """A line of a transcript; `speaker` is "customer", "bot", or the name of a staff member."""

    speaker: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Briefing:
    """The facts that a staff member needs when taking over a conversation.

    `summary` is a sentence or two, `slots` the details that the customer has given, by name, and `tried` the bot's
    response to each question. `transcript` has the latest lines, oldest first.
    """

    summary: str
    transcript: tuple[TranscriptLine, ...]
    slots: Mapping[str, str] = field(default_factory=dict)
    tried: tuple[str, ...] = ()

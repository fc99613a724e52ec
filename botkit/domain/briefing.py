"""The facts that somebody who takes a conversation over has to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """A line of a transcript; `speaker` is "customer", "bot", or the name of somebody of the staff."""

    speaker: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Briefing:
    """The facts that somebody who takes a conversation over has to know.

    `summary` is a sentence or two, `slots` what the customer has told, by name, `tried` what the bot did about each
    question. `transcript` has the latest lines, oldest first.
    """

    summary: str
    transcript: tuple[TranscriptLine, ...]
    slots: Mapping[str, str] = field(default_factory=dict)
    tried: tuple[str, ...] = ()

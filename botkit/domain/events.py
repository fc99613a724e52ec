"""The events of a turn, as they happen."""

from __future__ import annotations

from dataclasses import dataclass

from botkit.domain.conversation import Turn


@dataclass(frozen=True, slots=True)
class Status:
    """An event: the turn enters a stage ("understand", "retrieve", "generate", "commit")."""

    stage: str


@dataclass(frozen=True, slots=True)
class TextDelta:
    """An event: the next piece of the reply; the pieces joined are the reply's text."""

    text: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The last event of a turn: it has been committed."""

    turn: Turn


Event = Status | TextDelta | Answered

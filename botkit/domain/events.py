"""The events of a turn, as they happen."""

from __future__ import annotations

from dataclasses import dataclass

from botkit.domain.conversation import Turn


@dataclass(frozen=True, slots=True)
class Status:
    """The turn entered a stage ("understand", "retrieve", "generate", "commit")."""

    stage: str


@dataclass(frozen=True, slots=True)
class TextDelta:
    """The next piece of the reply; joined, the pieces are the text of the reply."""

    text: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The last event of a turn: it has been committed."""

    turn: Turn


Event = Status | TextDelta | Answered

"""A conversation and its turns."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar

from botkit.domain.clock import now
from botkit.domain.dialogue_state import DialogueState
from botkit.domain.message import Message
from botkit.domain.reply import Reply
from botkit.domain.verdict import Verdict
from intents.types import Understanding


@dataclass(frozen=True, slots=True)
class Turn:
    """One message and its reply; `seq` counts from 1 within the conversation.

    `verdicts` are the verdicts on the sentences that a model wrote for the reply, in order; empty if no model was
    asked.
    """

    seq: int
    message: Message
    understanding: Understanding
    reply: Reply
    at: datetime = field(default_factory=now)
    verdicts: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation so far: its state, the number of its turns, and the latest of them, oldest first.

    `hand_off` is the id of the hand-off through which people have taken over; None while the bot answers.
    """

    RECENT: ClassVar[int] = 6

    id: str
    length: int = 0
    state: DialogueState = field(default_factory=DialogueState)
    recent: tuple[Turn, ...] = ()
    hand_off: int | None = None

    def after(self, turn: Turn, state: DialogueState) -> Conversation:
        """Return the conversation as it stands after `turn`."""
        recent = (*self.recent, turn)[-self.RECENT :]
        return replace(self, length=turn.seq, state=state, recent=recent)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The engine's result for a message: the turn and the conversation's next state. Not yet committed."""

    turn: Turn
    state: DialogueState

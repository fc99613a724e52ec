"""A port for deciding how to respond to a message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from botkit.domain.conversation import Conversation
from botkit.domain.decision import Decision
from botkit.domain.dialogue_state import DialogueState
from intents.types import Understanding


class Policy(Protocol):
    """A dialogue policy: it decides how the bot responds to a message."""

    def decide(self, understanding: Understanding, conversation: Conversation) -> Decision:
        """Return the next step. Never fails: a message that is not understood becomes a search in the documents."""
        ...

    def refuse(self, conversation: Conversation, state: DialogueState, nearest: Sequence[str] = ()) -> Decision:
        """Return the decision for when the documents hold no answer; `state` is the conversation's state afterwards.

        `nearest` are the titles of the documents closest to the question.
        """
        ...

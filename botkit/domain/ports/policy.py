"""Deciding what to do about a message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from botkit.domain.conversation import Conversation
from botkit.domain.decision import Decision
from botkit.domain.dialogue_state import DialogueState
from intents.types import Understanding


class Policy(Protocol):
    """Decides what to do about a message."""

    def decide(self, understanding: Understanding, conversation: Conversation) -> Decision:
        """Return the next step; never fails: what is not understood becomes a search in the documents."""
        ...

    def refuse(self, conversation: Conversation, state: DialogueState, nearest: Sequence[str] = ()) -> Decision:
        """Return what to say when the documents hold no answer; `state` is where the conversation stands afterwards.

        `nearest` are titles of documents that are near to what was asked.
        """
        ...

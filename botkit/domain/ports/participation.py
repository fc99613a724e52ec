"""A port for the bot's presence in conversations."""

from __future__ import annotations

from typing import Protocol


class Participation(Protocol):
    """The conversations in which the bot takes part."""

    def takes_part(self, conversation_id: str) -> bool | None:
        """Return True if the bot is in the conversation, False once it was sent out, and None if it never was in it."""
        ...

    def take_part(self, conversation_id: str, present: bool) -> None:
        """Record that the bot was sent out of a conversation that it was in, or called back."""
        ...

"""Being in a conversation, or out of it."""

from __future__ import annotations

from typing import Protocol


class Participation(Protocol):
    """The conversations in which the bot takes part."""

    def takes_part(self, conversation_id: str) -> bool | None:
        """Return whether the bot is in the conversation: False once it was sent out, None where it never was."""
        ...

    def take_part(self, conversation_id: str, present: bool) -> None:
        """Note that the bot was sent out of a conversation that it was in, or called back."""
        ...

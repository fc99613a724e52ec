"""Opinions on replies."""

from __future__ import annotations

from typing import Protocol

from botkit.domain.feedback import Feedback


class Ratings(Protocol):
    """The opinions of people on replies."""

    def rate(self, feedback: Feedback) -> None:
        """Keep what somebody thinks of a reply, instead of what they thought of it before.

        Raises MessageError if there is no such reply, or the comment is too long.
        """
        ...

    def feedback(self, conversation_id: str) -> tuple[Feedback, ...]:
        """Return what people thought of the replies in a conversation, by turn."""
        ...

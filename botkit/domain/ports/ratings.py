"""A port for feedback on replies."""

from __future__ import annotations

from typing import Protocol

from botkit.domain.feedback import Feedback


class Ratings(Protocol):
    """The feedback of people on replies."""

    def rate(self, feedback: Feedback) -> None:
        """Store somebody's feedback on a reply, replacing any earlier feedback of theirs.

        Raises MessageError if there is no such reply, or if the comment is too long.
        """
        ...

    def feedback(self, conversation_id: str) -> tuple[Feedback, ...]:
        """Return the feedback on the replies in a conversation, by turn."""
        ...

"""Opinions about replies: thumbs below them, and emoji that people put to them."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from botkit.domain import DecisionKind, Feedback, now
from botkit.domain.errors import ConnectorError, MessageError
from botkit.domain.ports import PastTurns, Ratings
from connectors.slack.emoji import sign
from connectors.slack.outgoing import Outgoing

logger = logging.getLogger(__name__)

_HELPFUL = {"👍": True, "✅": True, "❤️": True, "👎": False, "❌": False}
"""Emoji that say whether a reply helped."""
_ANSWERS = frozenset({"👍", "👌", "✅", "✔️", "👎", "❌", "🚫"})
"""Emoji that say yes or no."""
_TWO = 2
"""Choices of a question for a yes or no."""


class Opinions:
    """The opinions of people, kept with the turn that they are about."""

    def __init__(self, ratings: Ratings, past: PastTurns, outgoing: Outgoing) -> None:
        self._ratings = ratings
        self._past = past
        self._outgoing = outgoing

    def clicked(self, turn: str, sender: str, *, helpful: bool) -> None:
        """Record a click on a thumb below the reply of a turn. Raises StoreError if it could not be kept."""
        conversation_id, _, seq = turn.rpartition(" ")
        try:
            self._ratings.rate(Feedback(conversation_id, int(seq), helpful, now(), sender=sender))
        except MessageError as error:  # the conversation has been deleted
            logger.info("what somebody thinks of a reply was not kept: %s", error)

    def reacted(self, reaction: str, address: Mapping[str, str], ts: str, sender: str) -> str:
        """Record an emoji that was put to a post of the bot. Raises StoreError if it could not be kept.

        Where the post asks for a yes or no, the emoji is the answer and no opinion: return the turn that asks.
        """
        shown = sign(reaction)
        helpful, answers = _HELPFUL.get(shown), shown in _ANSWERS
        if helpful is None and not answers:
            return ""
        try:
            turn = self._outgoing.turn_of(address, ts)
        except ConnectorError as error:
            logger.warning("%s", error)
            return ""
        if turn and answers and self._waits_for_answer(turn):
            return turn
        if turn and helpful is not None:
            self.clicked(turn, sender, helpful=helpful)
        return ""

    def _waits_for_answer(self, turn: str) -> bool:
        """Tell whether the turn is the last so far, and offers two choices."""
        conversation_id, _, seq = turn.rpartition(" ")
        latest = self._past.history(conversation_id)[-1:]
        return any(
            f"{one.seq}" == seq
            and one.reply.decision is DecisionKind.ASK
            and one.reply.field is None
            and len(one.reply.choices) == _TWO
            for one in latest
        )

"""Opinions about replies: thumbs below them, and emoji that people put to them."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from botkit.domain import Feedback, now
from botkit.domain.errors import ConnectorError, MessageError
from botkit.domain.ports import Ratings
from connectors.slack.outgoing import Outgoing

logger = logging.getLogger(__name__)

REACTIONS = {
    "+1": True,
    "thumbsup": True,
    "white_check_mark": True,
    "heart": True,
    "-1": False,
    "thumbsdown": False,
    "x": False,
}
"""Emoji that say whether a reply helped, by Slack's names."""


class Opinions:
    """The opinions of people, kept with the turn that they are about."""

    def __init__(self, ratings: Ratings, outgoing: Outgoing) -> None:
        self._ratings = ratings
        self._outgoing = outgoing

    def clicked(self, turn: str, sender: str, *, helpful: bool) -> None:
        """Record a click on a thumb below the reply of a turn. Raises StoreError if it could not be kept."""
        conversation_id, _, seq = turn.rpartition(" ")
        try:
            self._ratings.rate(Feedback(conversation_id, int(seq), helpful, now(), sender=sender))
        except MessageError as error:  # the conversation has been deleted
            logger.info("what somebody thinks of a reply was not kept: %s", error)

    def reacted(self, reaction: str, address: Mapping[str, str], ts: str, sender: str) -> None:
        """Record an emoji that was put to a post of the bot. Raises StoreError if it could not be kept."""
        helpful = REACTIONS.get(reaction.partition("::")[0])  # "+1::skin-tone-2"
        if helpful is None:
            return
        try:
            turn = self._outgoing.turn_of(address, ts)
        except ConnectorError as error:
            logger.warning("%s", error)
            return
        if turn:
            self.clicked(turn, sender, helpful=helpful)

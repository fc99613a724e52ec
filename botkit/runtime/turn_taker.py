"""One turn: the engine's result, and its commit."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator

from botkit.domain import (
    Claim,
    Conversation,
    DecisionKind,
    Delivery,
    Message,
    Outcome,
    Reply,
    Status,
    TextDelta,
    Turn,
)
from botkit.domain.errors import StaleClaim, StoreAway, StoreError
from botkit.domain.ports import Leases, Turns
from botkit.runtime.publisher import Publisher
from botkit.runtime.retry import retrying
from botkit.runtime.safe_error import safe_error
from intents.types import Understanding

logger = logging.getLogger(__name__)

EngineTurn = Callable[[Message, Conversation], Iterator[Status | TextDelta | Outcome]]

_PATIENCE = 60.0
"""Seconds that a turn waits for an unavailable database before it is dropped, to be taken again."""


class TurnTaker:
    """The part that has the engine take turns, and commits them.

    `committed` gets each reply; if somebody is listening, this counts as an attempt. `apology` is the reply to a
    message for which the engine fails: the message counts as answered, so that it isn't retried for ever. `staffed`
    returns True if people can take over in the message's channel; without it, they never can.
    """

    def __init__(
        self,
        engine_turn: EngineTurn,
        leases: Leases,
        turns: Turns,
        *,
        apology: str,
        committed: Callable[[Delivery], None],
        staffed: Callable[[Message], bool] | None = None,
    ) -> None:
        self._engine_turn = engine_turn
        self._leases = leases
        self._turns = turns
        self._apology = apology
        self._committed = committed
        self._staffed = staffed

    def outcome(self, claim: Claim, publisher: Publisher, *, unless_overtaken: bool) -> Outcome | Claim:
        """Return the engine's outcome for the message; the bot stays silent while people have taken over.

        With `unless_overtaken`, return an extended claim if another message came before anything was said.
        """
        if self._with_people(claim):
            return _without_engine(claim, "", DecisionKind.HAND_OFF)
        said = ""
        try:
            for event in self._engine_turn(claim.message, claim.conversation):
                silent = not said and isinstance(event, Outcome | TextDelta)
                if unless_overtaken and silent and (more := self._extended(claim)):
                    return more
                if isinstance(event, Outcome):
                    return event
                if isinstance(event, TextDelta):
                    said += event.text
                publisher.tell(event)
            raise RuntimeError("the engine ended without an outcome")
        except Exception as error:
            logger.error("message %s gets an apology, as its turn failed: %s", claim.message.id, safe_error(error))
            logger.debug("message %s", claim.message.id, exc_info=True)
        apology = f"\n\n{self._apology}" if said else self._apology
        publisher.tell(TextDelta(apology))
        return _without_engine(claim, said + apology, DecisionKind.REFUSE)

    def commit(self, claim: Claim, outcome: Outcome, *, heard: bool, closing: threading.Event) -> Turn:
        """Commit the outcome, or an apology if the database rejects it, and return the turn.

        Waits for an unavailable database, but not once `closing` is set. Raises StaleClaim or StoreError.
        """
        try:
            self._commit_persistently(claim, outcome, heard=heard, closing=closing)
        except (StaleClaim, StoreAway):
            raise
        except StoreError as error:
            logger.error("message %s gets an apology, as its turn was refused: %s", claim.message.id, error)
            outcome = _without_engine(claim, self._apology, DecisionKind.REFUSE)
            self._commit_persistently(claim, outcome, heard=heard, closing=closing)
        return outcome.turn

    def _commit_persistently(self, claim: Claim, outcome: Outcome, *, heard: bool, closing: threading.Event) -> None:
        def commit() -> Delivery:
            return self._turns.commit(
                claim, outcome.turn, outcome.state, heard=heard, to_staff=self._for_people(claim, outcome)
            )

        self._committed(retrying(commit, seconds=_PATIENCE, closing=closing))

    def _extended(self, claim: Claim) -> Claim | None:
        try:
            return self._leases.extend(claim)
        except StoreError:  # then the next message gets its own turn, or the commit reports the error
            return None

    def _with_people(self, claim: Claim) -> bool:
        return self._staffed is not None and claim.conversation.hand_off is not None

    def _for_people(self, claim: Claim, outcome: Outcome) -> bool:
        handed_off = outcome.turn.reply.decision is DecisionKind.HAND_OFF
        return self._with_people(claim) or (
            handed_off and self._staffed is not None and self._staffed(outcome.turn.message)
        )


def _without_engine(claim: Claim, text: str, decision: DecisionKind) -> Outcome:
    """Return a turn that leaves the state of the conversation unchanged."""
    turn = Turn(
        seq=claim.conversation.length + 1,
        message=claim.message,
        understanding=Understanding(claim.message.text),
        reply=Reply(text, decision),
    )
    return Outcome(turn, claim.conversation.state)

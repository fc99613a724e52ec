"""One turn: what the engine makes of a message, and its commit."""

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
"""Seconds for which a turn waits for a database that is away; then it is dropped, and taken anew."""


class TurnTaker:
    """Has the engine take turns, and commits them.

    `committed` gets each reply, those that are heard with an attempt; `apology` is the reply to a message that the
    engine fails on: it counts as answered, so that it isn't tried for ever. `staffed` says of a message whether people
    can take over where it came from; without it, nobody ever does.
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
        """Return what the engine makes of the message; nothing is said while people have taken over.

        With `unless_overtaken`, return a claim on more if another message came before anything was said.
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
        """Commit the outcome, or an apology where the database refuses what the engine made; return the turn.

        Waits for a database that is away, but not once `closing` is set. Raises StaleClaim or StoreError.
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
        except StoreError:  # then the next message gets a turn of its own, or the commit tells
            return None

    def _with_people(self, claim: Claim) -> bool:
        return self._staffed is not None and claim.conversation.hand_off is not None

    def _for_people(self, claim: Claim, outcome: Outcome) -> bool:
        handed_off = outcome.turn.reply.decision is DecisionKind.HAND_OFF
        return self._with_people(claim) or (
            handed_off and self._staffed is not None and self._staffed(outcome.turn.message)
        )


def _without_engine(claim: Claim, text: str, decision: DecisionKind) -> Outcome:
    """Return a turn that leaves the conversation where it stands."""
    turn = Turn(
        seq=claim.conversation.length + 1,
        message=claim.message,
        understanding=Understanding(claim.message.text),
        reply=Reply(text, decision),
    )
    return Outcome(turn, claim.conversation.state)

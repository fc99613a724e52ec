"""The threads that answer: claim, run the engine, commit."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Literal
from weakref import WeakValueDictionary

from botkit.domain import (
    Answered,
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
from botkit.domain.ports import Store
from botkit.runtime.event_buffer import EventBuffer
from botkit.runtime.publisher import ClaimedDraft, Preview, Publisher
from botkit.runtime.retry import retrying
from botkit.runtime.safe_error import safe_error
from intents.types import Understanding

logger = logging.getLogger(__name__)

EngineTurn = Callable[[Message, Conversation], Iterator[Status | TextDelta | Outcome]]
Several = Literal["queue", "merge", "restart"]
"""What becomes of several messages of a conversation that wait: a turn each, one turn for all, or one turn for all that
begins anew when another comes before anything has been said."""

_RESTARTS = 3
"""Who goes on writing gets an answer at last."""
_PATIENCE = 60.0
"""Seconds for which a turn waits for a database that is away; then it is dropped, and taken anew."""
_PAUSE_AFTER_FAILURE = 2.0
"""Seconds before a conversation whose turn could not be committed is claimed again."""


class Workers:
    """Answers the messages of a conversation one after the other, and those of several at the same time.

    A turn runs to its end whether or not anybody listens. `committed` gets each reply, those that are heard with an
    attempt; `apology` is the reply to a message that the engine fails on: it counts as answered, so that it isn't tried
    for ever. `staffed` says of a message whether people can take over where it came from; without it, nobody ever does.
    `previews` has the channels that show replies while they are made.
    """

    def __init__(
        self,
        engine_turn: EngineTurn,
        store: Store,
        *,
        apology: str,
        threads: int,
        committed: Callable[[Delivery], None],
        several: Several = "queue",
        staffed: Callable[[Message], bool] | None = None,
        previews: Mapping[str, Preview] | None = None,
    ) -> None:
        self._engine_turn = engine_turn
        self._store = store
        self._apology = apology
        self._committed = committed
        self._several = several
        self._staffed = staffed
        self._previews = {} if previews is None else previews
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="botkit-turn")
        self._lock = threading.Lock()
        self._looking = 0  # threads that look for messages or answer one
        self._calls = 0  # of `begin`
        self._claims: dict[str, Claim] = {}  # those under way, by conversation
        self._feeds: WeakValueDictionary[str, EventBuffer] = (
            WeakValueDictionary()
        )  # alive while somebody writes or reads
        self._closing = threading.Event()

    @property
    def closed(self) -> bool:
        """Whether no more turns begin."""
        return self._closing.is_set()

    def begin(self) -> None:
        """Sees to it that what waits is answered, unless other processes have claimed it."""
        with self._lock:
            self._calls += 1
            if not self.closed and self._looking < self._threads:
                self._looking += 1
                self._pool.submit(self._drain)

    def feed(self, message_id: str) -> EventBuffer:
        """The events of the message's turn, past and to come."""
        with self._lock:
            return self._feeds.setdefault(message_id, EventBuffer())

    def keep_claims(self) -> None:
        """Lengthens the leases of the turns under way; what a dead process had claimed runs out. Raises StoreError."""
        with self._lock:
            claims = list(self._claims.values())
        if claims:
            self._store.renew(claims)

    def close(self) -> None:
        """Waits for the turns that are running; messages whose turn hasn't begun stay in the store."""
        with self._lock:
            self._closing.set()
        self._pool.shutdown()

    def _drain(self) -> None:
        looked = -1
        while self._goes_on(looked):
            looked = self._calls
            try:
                while not self.closed and (claim := self._store.claim(merge=self._several != "queue")):
                    self._answer(claim)
            except Exception as error:
                logger.error("a message has to wait: %s", safe_error(error))
                logger.debug("while looking for messages", exc_info=True)

    def _goes_on(self, looked: int) -> bool:
        """Whether somebody called `begin` since the last look; a thread that has looked in vain, or failed, ends."""
        with self._lock:
            if looked == self._calls or self.closed:
                self._looking -= 1
                return False
            return True

    def _answer(self, claim: Claim) -> None:
        """Takes the turn; whatever goes wrong, other conversations go on."""
        self._hold(claim)
        audience = self._audience_of(claim)
        restarts = _RESTARTS if self._several == "restart" else 0
        try:
            while isinstance(outcome := self._outcome(claim, audience, unless_overtaken=restarts > 0), Claim):
                claim, restarts = outcome, restarts - 1
                self._hold(claim)
                audience = self._audience_of(claim)
            audience.tell(Status("commit"))
            turn = self._commit(claim, outcome, heard=audience.listens)
            audience.tell(Answered(turn))
        except StaleClaim as error:
            audience.dismiss(error)  # listeners find the turn in the store
            logger.warning("what stands is the turn on record: %s", error)
        except Exception as error:
            self._release(claim)  # first, since whoever hears of the error may try again at once
            audience.tell(error)
            logger.error("conversation %s has to wait: %s", claim.conversation.id, safe_error(error))
            logger.debug("conversation %s", claim.conversation.id, exc_info=True)
        finally:
            self._let_go(claim)

    def _outcome(self, claim: Claim, audience: Publisher, *, unless_overtaken: bool) -> Outcome | Claim:
        """What the engine makes of the message; nothing is said while people have taken over."""
        if self._with_people(claim):
            return _without_engine(claim, "", DecisionKind.HAND_OFF)
        return self._run(claim, audience, unless_overtaken=unless_overtaken)

    def _with_people(self, claim: Claim) -> bool:
        return self._staffed is not None and claim.conversation.hand_off is not None

    def _run(self, claim: Claim, audience: Publisher, *, unless_overtaken: bool) -> Outcome | Claim:
        """What the engine makes of the message; a claim on more if another came before anything was said."""
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
                audience.tell(event)
            raise RuntimeError("the engine ended without an outcome")
        except Exception as error:
            logger.error("message %s gets an apology, as its turn failed: %s", claim.message.id, safe_error(error))
            logger.debug("message %s", claim.message.id, exc_info=True)
        apology = f"\n\n{self._apology}" if said else self._apology
        audience.tell(TextDelta(apology))
        return _without_engine(claim, said + apology, DecisionKind.REFUSE)

    def _extended(self, claim: Claim) -> Claim | None:
        try:
            return self._store.extend(claim)
        except StoreError:  # then the next message gets a turn of its own, or the commit tells
            return None

    def _commit(self, claim: Claim, outcome: Outcome, *, heard: bool) -> Turn:
        """Commits the outcome, or an apology where the database refuses what the engine made."""
        try:
            self._commit_persistently(claim, outcome, heard=heard)
        except (StaleClaim, StoreAway):
            raise
        except StoreError as error:
            logger.error("message %s gets an apology, as its turn was refused: %s", claim.message.id, error)
            outcome = _without_engine(claim, self._apology, DecisionKind.REFUSE)
            self._commit_persistently(claim, outcome, heard=heard)
        return outcome.turn

    def _commit_persistently(self, claim: Claim, outcome: Outcome, *, heard: bool) -> None:
        def commit() -> Delivery:
            return self._store.commit(
                claim, outcome.turn, outcome.state, heard=heard, to_staff=self._for_people(claim, outcome)
            )

        self._committed(retrying(commit, seconds=_PATIENCE, closing=self._closing))

    def _for_people(self, claim: Claim, outcome: Outcome) -> bool:
        handed_off = outcome.turn.reply.decision is DecisionKind.HAND_OFF
        return self._with_people(claim) or (
            handed_off and self._staffed is not None and self._staffed(outcome.turn.message)
        )

    def _release(self, claim: Claim) -> None:
        try:
            self._store.release(claim, pause=_PAUSE_AFTER_FAILURE)
        except StoreError as error:
            logger.warning("the claim runs out by itself: %s", error)

    def _audience_of(self, claim: Claim) -> Publisher:
        feeds = [self.feed(message_id) for message_id in (*claim.merged, claim.message.id)]
        return Publisher(feeds, self._previews.get(claim.message.channel), ClaimedDraft(self._store, claim))

    def _hold(self, claim: Claim) -> None:
        with self._lock:
            self._claims[claim.conversation.id] = claim

    def _let_go(self, claim: Claim) -> None:
        with self._lock:
            self._claims.pop(claim.conversation.id, None)
            for message_id in (*claim.merged, claim.message.id):
                self._feeds.pop(message_id, None)


def _without_engine(claim: Claim, text: str, decision: DecisionKind) -> Outcome:
    """A turn that leaves the conversation where it stands."""
    turn = Turn(
        seq=claim.conversation.length + 1,
        message=claim.message,
        understanding=Understanding(claim.message.text),
        reply=Reply(text, decision),
    )
    return Outcome(turn, claim.conversation.state)

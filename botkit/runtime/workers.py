"""The threads that answer: claim a message, take the turn, repeat."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Literal

from botkit.domain import Answered, Claim, Status
from botkit.domain.errors import StaleClaim, StoreError
from botkit.domain.ports import Leases
from botkit.runtime.publisher import Publishers
from botkit.runtime.safe_error import safe_error
from botkit.runtime.turn_taker import TurnTaker

logger = logging.getLogger(__name__)

Several = Literal["queue", "merge", "restart"]
"""The treatment of several messages waiting in a conversation: a turn each, one turn for all, or one turn for all that
starts over if another message comes before anything has been said."""

_RESTARTS = 3
"""The maximum number of restarts: even people who keep writing must get an answer in the end."""
_PAUSE_AFTER_FAILURE = 2.0
"""Seconds until a conversation whose turn could not be committed is claimed again."""


class Workers:
    """A pool of threads that answer the messages of one conversation in sequence, and conversations in parallel.

    A turn runs to its end whether or not anybody is listening.
    """

    def __init__(
        self, leases: Leases, turns: TurnTaker, publishers: Publishers, *, threads: int, several: Several = "queue"
    ) -> None:
        self._leases = leases
        self._turns = turns
        self._publishers = publishers
        self._several = several
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="botkit-turn")
        self._lock = threading.Lock()
        self._looking = 0  # threads that look for messages or answer one
        self._calls = 0  # number of calls of `begin`
        self._claims: dict[str, Claim] = {}  # claims in progress, by conversation
        self._closing = threading.Event()

    @property
    def closed(self) -> bool:
        """True once no more turns begin."""
        return self._closing.is_set()

    def begin(self) -> None:
        """Make sure that waiting messages are answered, unless other processes have claimed them."""
        with self._lock:
            self._calls += 1
            if not self.closed and self._looking < self._threads:
                self._looking += 1
                self._pool.submit(self._drain)

    def keep_claims(self) -> None:
        """Extend the leases of the turns in progress; the claims of crashed processes expire. Raises StoreError."""
        with self._lock:
            claims = list(self._claims.values())
        if claims:
            self._leases.renew(claims)

    def close(self) -> None:
        """Wait for the running turns; messages whose turn hasn't begun stay in the store."""
        with self._lock:
            self._closing.set()
        self._pool.shutdown()

    def _drain(self) -> None:
        looked = -1
        while self._goes_on(looked):
            looked = self._calls
            try:
                while not self.closed and (claim := self._leases.claim(merge=self._several != "queue")):
                    self._answer(claim)
            except Exception as error:
                logger.error("a message has to wait: %s", safe_error(error))
                logger.debug("while looking for messages", exc_info=True)

    def _goes_on(self, looked: int) -> bool:
        """Return True if `begin` was called since the last look; a thread that finds nothing, or fails, ends."""
        with self._lock:
            if looked == self._calls or self.closed:
                self._looking -= 1
                return False
            return True

    def _answer(self, claim: Claim) -> None:
        """Take the turn; whatever goes wrong, other conversations continue."""
        self._hold(claim)
        publisher = self._publishers.of(claim)
        restarts = _RESTARTS if self._several == "restart" else 0
        try:
            while isinstance(outcome := self._turns.outcome(claim, publisher, unless_overtaken=restarts > 0), Claim):
                claim, restarts = outcome, restarts - 1
                self._hold(claim)
                publisher = self._publishers.of(claim)
            publisher.tell(Status("commit"))
            turn = self._turns.commit(claim, outcome, heard=publisher.listens, closing=self._closing)
            publisher.tell(Answered(turn))
        except StaleClaim as error:
            publisher.dismiss(error)  # listeners find the turn in the store
            logger.warning("what stands is the turn on record: %s", error)
        except Exception as error:
            self._release(claim)  # first, since a listener told of the error may retry at once
            publisher.tell(error)
            logger.error("conversation %s has to wait: %s", claim.conversation.id, safe_error(error))
            logger.debug("conversation %s", claim.conversation.id, exc_info=True)
        finally:
            self._let_go(claim)

    def _release(self, claim: Claim) -> None:
        try:
            self._leases.release(claim, pause=_PAUSE_AFTER_FAILURE)
        except StoreError as error:
            logger.warning("the claim runs out by itself: %s", error)

    def _hold(self, claim: Claim) -> None:
        with self._lock:
            self._claims[claim.conversation.id] = claim

    def _let_go(self, claim: Claim) -> None:
        with self._lock:
            self._claims.pop(claim.conversation.id, None)
        self._publishers.close(claim)

"""The threads that answer: claim, take the turn, go on."""

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
"""The fate of several messages of a conversation that wait: a turn each, one turn for all, or one turn for all that
begins anew when another comes before anything has been said."""

_RESTARTS = 3
"""The most new beginnings: who goes on writing gets an answer at last."""
_PAUSE_AFTER_FAILURE = 2.0
"""Seconds before a conversation whose turn could not be committed is claimed again."""


class Workers:
    """Answers the messages of a conversation one after the other, and those of several at the same time.

    A turn runs to its end whether or not anybody listens.
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
        self._calls = 0  # of `begin`
        self._claims: dict[str, Claim] = {}  # those under way, by conversation
        self._closing = threading.Event()

    @property
    def closed(self) -> bool:
        """True once no more turns begin."""
        return self._closing.is_set()

    def begin(self) -> None:
        """See to it that what waits is answered, unless other processes have claimed it."""
        with self._lock:
            self._calls += 1
            if not self.closed and self._looking < self._threads:
                self._looking += 1
                self._pool.submit(self._drain)

    def keep_claims(self) -> None:
        """Lengthen the leases of the turns under way; what a dead process had claimed runs out. Raises StoreError."""
        with self._lock:
            claims = list(self._claims.values())
        if claims:
            self._leases.renew(claims)

    def close(self) -> None:
        """Wait for the turns that are running; messages whose turn hasn't begun stay in the store."""
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
        """Return whether somebody called `begin` since the last look; a thread that looked in vain, or failed, ends."""
        with self._lock:
            if looked == self._calls or self.closed:
                self._looking -= 1
                return False
            return True

    def _answer(self, claim: Claim) -> None:
        """Take the turn; whatever goes wrong, other conversations go on."""
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
            self._release(claim)  # first, since whoever hears of the error may try again at once
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

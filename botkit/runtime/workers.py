"""The threads that answer: claim, run the engine, commit."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from weakref import WeakValueDictionary

from botkit.errors import StaleClaim, StoreError
from botkit.protocols import Store
from botkit.runtime.feed import Feed
from botkit.runtime.reason import reason
from botkit.types import Answered, Claim, Conversation, DecisionKind, Message, Outcome, Reply, Status, TextDelta, Turn
from intents.types import Understanding

logger = logging.getLogger(__name__)

EngineTurn = Callable[[Message, Conversation], Iterator[Status | TextDelta | Outcome]]


class Workers:
    """Answers the messages of a conversation one after the other, and those of several at the same time.

    A turn runs to its end whether or not anybody listens. `answered` is called after each commit, `apology` is the
    reply to a message that the engine fails on: it counts as answered, so that it isn't tried for ever.
    """

    def __init__(
        self, engine_turn: EngineTurn, store: Store, *, apology: str, threads: int, answered: Callable[[], None]
    ) -> None:
        self._engine_turn = engine_turn
        self._store = store
        self._apology = apology
        self._answered = answered
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="botkit-turn")
        self._lock = threading.Lock()
        self._begun: dict[str, bool] = {}  # conversations in our hands; True: look for messages (again)
        self._feeds: WeakValueDictionary[str, Feed] = WeakValueDictionary()  # alive while somebody writes or reads
        self.closed = False

    def begin(self, conversation_id: str) -> None:
        """Sees to it that what waits in the conversation is answered, unless another process has claimed it."""
        with self._lock:
            if self.closed:
                return
            if conversation_id not in self._begun:
                self._pool.submit(self._drain, conversation_id)
            self._begun[conversation_id] = True

    def feed(self, message_id: str) -> Feed:
        """The events of the message's turn, past and to come."""
        with self._lock:
            return self._feeds.setdefault(message_id, Feed())

    def close(self) -> None:
        """Waits for the turns that are running; messages whose turn hasn't begun stay in the store."""
        with self._lock:
            self.closed = True
        self._pool.shutdown()

    def _drain(self, conversation_id: str) -> None:
        try:
            while self._wanted(conversation_id):
                while not self.closed and (claim := self._store.claim(conversation_id)):
                    self._answer(claim)
        except Exception as error:
            with self._lock:
                self._begun.pop(conversation_id, None)
            logger.error("conversation %s has to wait: %s", conversation_id, reason(error))
            logger.debug("conversation %s", conversation_id, exc_info=True)

    def _wanted(self, conversation_id: str) -> bool:
        with self._lock:
            if self._begun[conversation_id]:
                self._begun[conversation_id] = False
                return True
            del self._begun[conversation_id]
            return False

    def _answer(self, claim: Claim) -> None:
        feed = self.feed(claim.message.id)
        try:
            outcome = self._run(claim, feed)
            feed.put(Status("commit"))
            delivery = self._store.commit(claim, outcome.turn, outcome.state)
            if feed.heard:
                self._store.take(delivery)  # the listener delivers it
            feed.put(Answered(outcome.turn))
        except StaleClaim as error:  # listeners find the other's turn in the store
            logger.warning("a turn took too long and another process took over: %s", error)
        except Exception as error:
            self._release(claim)  # first, since whoever hears of the error may try again at once
            feed.put(error)
            raise
        finally:
            with self._lock:
                self._feeds.pop(claim.message.id, None)
        self._answered()

    def _run(self, claim: Claim, feed: Feed) -> Outcome:
        said = ""
        try:
            for event in self._engine_turn(claim.message, claim.conversation):
                if isinstance(event, Outcome):
                    return event
                if isinstance(event, TextDelta):
                    said += event.text
                feed.put(event)
            raise RuntimeError("the engine ended without an outcome")
        except Exception as error:
            logger.error("message %s gets an apology, as its turn failed: %s", claim.message.id, reason(error))
            logger.debug("message %s", claim.message.id, exc_info=True)
        apology = f"\n\n{self._apology}" if said else self._apology
        feed.put(TextDelta(apology))
        return _apologetic(claim, said + apology)

    def _release(self, claim: Claim) -> None:
        try:
            self._store.release(claim)
        except StoreError as error:
            logger.warning("the claim runs out by itself: %s", error)


def _apologetic(claim: Claim, text: str) -> Outcome:
    turn = Turn(
        seq=claim.conversation.length + 1,
        message=claim.message,
        understanding=Understanding(claim.message.text),
        reply=Reply(text, DecisionKind.REFUSE),
    )
    return Outcome(turn, claim.conversation.state)

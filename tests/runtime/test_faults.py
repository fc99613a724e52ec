"""Every operation on the database during a turn fails once, in every way: the message is still answered once."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, select

from botkit.domain.errors import StoreError
from botkit.runtime import Runtime
from botkit.store import SqlStore
from botkit.store.tables import OutboxRow
from tests.runtime.echo import Echo, Post, ask

KINDS = ["before", "after commit", "disconnect", "disk full"]
LEASE = 0.4


class Faults:
    """Makes one operation of a store fail: a statement or a commit, counted from `arm` on."""

    def __init__(self, store: SqlStore, kind: str) -> None:
        engine = store._database._engine
        self._kind = kind
        self._lock = threading.Lock()
        self._left = 0
        self._postgres = engine.dialect.name == "postgresql"
        commit = engine.dialect.do_commit

        def do_commit(dbapi_connection: Any) -> None:
            fails = self._now()
            if fails and kind != "after commit":
                self._fail(dbapi_connection)
            commit(dbapi_connection)
            if fails:
                raise self._error()

        def do_execute(cursor: Any, statement: str, parameters: Any, context: Any) -> None:
            if kind != "after commit" and self._now():
                self._fail(cursor.connection)

        engine.dialect.do_commit = do_commit  # type: ignore[method-assign]
        event.listen(engine, "do_execute", do_execute)

    def arm(self, number: int) -> None:
        with self._lock:
            self._left = number

    def disarm(self) -> bool:
        """Stop; return whether the fault never fired."""
        with self._lock:
            left, self._left = self._left, 0
            return left > 0

    def _now(self) -> bool:
        with self._lock:
            if self._left == 0:
                return False
            self._left -= 1
            return self._left == 0

    def _fail(self, connection: Any) -> None:
        if self._kind == "disconnect" and self._postgres:
            getattr(connection, "dbapi_connection", connection).close()
        raise self._error()

    def _error(self) -> Exception:
        if self._postgres:
            if self._kind == "disk full":
                return psycopg.errors.DiskFull("could not extend file: No space left on device")
            return psycopg.OperationalError("the connection was closed")
        codes = {"before": sqlite3.SQLITE_BUSY, "disk full": sqlite3.SQLITE_FULL}
        error = sqlite3.OperationalError("database is locked" if self._kind == "before" else "disk I/O error")
        error.sqlite_errorcode = codes.get(self._kind, sqlite3.SQLITE_IOERR)
        return error


@pytest.fixture
def hasty_store(url: str) -> Iterator[SqlStore]:
    store = SqlStore(url, str, lease_seconds=LEASE, delivery_seconds=LEASE)
    yield store
    store.close()


def submit_until_kept(runtime: Runtime, text: str) -> None:
    """Do what a channel does: send the same event again until it is acknowledged."""
    for _ in range(5):
        try:
            runtime.submit(ask(text))
        except StoreError:
            continue
        return
    raise AssertionError("it was never acknowledged")


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.005)


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_fails_a_message_is_answered_once_and_in_order(
    kind: str, hasty_store: SqlStore, store: SqlStore, echo: Echo, post: Post
) -> None:
    faults = Faults(hasty_store, kind)
    number, fired = 0, 0

    def answered(number: int) -> bool:
        return len(store.history.turns("c1", last=1000)) == number and not is_on_its_way(store)

    with Runtime(echo.turn, hasty_store, deliver={"post": post.deliver}, apology="", poll_seconds=0.1) as runtime:
        while True:
            number += 1
            faults.arm(number)
            submit_until_kept(runtime, f"message {number}")
            wait_until(partial(answered, number))
            if faults.disarm():
                break
            fired += 1
    expected = [f"message {n}" for n in range(1, number + 1)]
    turns = store.history.turns("c1", last=1000)
    assert [turn.message.text for turn in turns] == expected
    assert [turn.seq for turn in turns] == list(range(1, number + 1))
    firsts = list(dict.fromkeys(delivery.reply.text for delivery in post.taken))
    assert firsts == expected
    again = [d for i, d in enumerate(post.taken) if d.reply.text in {e.reply.text for e in post.taken[:i]}]
    assert all(delivery.attempts > 0 for delivery in again), "a reply that comes again says that it might"
    assert fired >= (4 if kind == "after commit" else 15)


def is_on_its_way(store: SqlStore) -> bool:
    with store._database.reading() as session:
        return session.execute(select(OutboxRow.id).where(OutboxRow.delivered_at.is_(None))).first() is not None

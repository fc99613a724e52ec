"""Writes that wait at the same moment are committed together, and each is told how its own went."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, event, text

from botkit.domain.errors import StoreAway, StoreError
from botkit.store import Database


class Desk:
    """A database with a table of numbers; `hold` keeps its writer busy while others gather."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.commits = 0
        self.pool = ThreadPoolExecutor(12)
        database.write(lambda connection: connection.execute(text("CREATE TABLE numbers (n INTEGER UNIQUE)")).close())
        event.listen(database._engine, "commit", self._count)

    def _count(self, _: Connection) -> None:
        self.commits += 1

    def add(self, number: int) -> int:
        def insert(connection: Connection) -> int:
            connection.execute(text("INSERT INTO numbers VALUES (:n)"), {"n": number}).close()
            return 10 * number

        return self.database.write(insert)

    def while_held(self, *calls: Callable[[], int]) -> list[Future[int]]:
        """Runs the calls, in this order, in threads that all wait for a write that is under way."""
        begun, go = threading.Event(), threading.Event()

        def hold(_: Connection) -> None:
            begun.set()
            assert go.wait(30)

        held = self.pool.submit(self.database.write, hold)
        assert begun.wait(30)
        writer = self.database._writer
        assert writer is not None
        futures = []
        for number, call in enumerate(calls, start=1):
            futures.append(self.pool.submit(call))
            while len(writer._waiting) < number:
                threading.Event().wait(0.001)
        go.set()
        held.result(30)
        return futures

    def numbers(self) -> list[int]:
        found = self.database.read(lambda connection: connection.execute(text("SELECT n FROM numbers")).scalars().all())
        return sorted(found)


@pytest.fixture
def desk(url: str) -> Iterator[Desk]:
    database = Database.open(url)
    desk = Desk(database)
    yield desk
    desk.pool.shutdown()
    database.close()


def test_what_waits_at_the_same_moment_is_committed_together(desk: Desk) -> None:
    before = desk.commits
    futures = desk.while_held(*(lambda number=number: desk.add(number) for number in range(8)))
    assert [future.result(30) for future in futures] == [0, 10, 20, 30, 40, 50, 60, 70]
    assert desk.commits - before == 2, "the one that was under way, and all others"
    assert desk.numbers() == list(range(8))


def test_a_write_that_fails_harms_no_other(desk: Desk) -> None:
    desk.add(3)
    futures = desk.while_held(*(lambda number=number: desk.add(number) for number in range(6)))
    outcomes = [future.exception(30) for future in futures]
    assert [error is None for error in outcomes] == [True, True, True, False, True, True]
    assert isinstance(outcomes[3], StoreError)
    assert desk.numbers() == list(range(6))


def test_a_commit_that_fails_is_told_to_all_who_shared_it(desk: Desk) -> None:
    dialect = desk.database._engine.dialect
    commit, left = dialect.do_commit, [1]

    def fail_second(connection: sqlite3.Connection) -> None:
        left[0] -= 1
        if left[0] == -1:
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR
            raise error
        commit(connection)  # type: ignore[arg-type]

    dialect.do_commit = fail_second  # type: ignore[method-assign, assignment]
    futures = desk.while_held(lambda: desk.add(1), lambda: desk.add(2))
    assert [type(future.exception(30)) for future in futures] == [StoreAway, StoreAway]
    assert desk.numbers() == []
    assert desk.add(3) == 30, "the next write finds a writer that works"


def test_a_thread_that_is_interrupted_while_it_writes_for_others_leaves_them_to_the_next(desk: Desk) -> None:
    class Interrupted(BaseException):
        pass

    interrupted = threading.Event()

    def interrupt(_: Connection) -> int:
        interrupted.set()
        raise Interrupted

    first, second = desk.while_held(lambda: desk.database.write(interrupt), lambda: desk.add(2))
    assert isinstance(first.exception(30), Interrupted)
    assert second.result(30) == 20
    assert desk.numbers() == [2]


def test_an_operation_may_raise_what_it_likes(desk: Desk) -> None:
    def refuse(connection: Connection) -> int:
        connection.execute(text("INSERT INTO numbers VALUES (1)")).close()
        raise LookupError("no such person")

    with pytest.raises(LookupError, match="no such person"):
        desk.database.write(refuse)
    assert desk.numbers() == []

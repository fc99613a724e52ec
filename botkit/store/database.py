"""The database: opening and migrating it, transactions, and its errors in plain words."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, Update, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_random

from botkit.domain.errors import StoreError
from botkit.store.failure import in_plain_words, plain
from botkit.store.migrate import to_head
from botkit.store.private_file import make_private
from botkit.store.writer import Operation, Writer

T = TypeVar("T")

BUSY_SECONDS = 10.0
"""Seconds that SQLite waits for another writer, unless the URL has `?timeout=`; our writes take milliseconds."""

CACHE_KIB = 256
"""Size of the page cache of an SQLite connection, in KiB. The default is 2 MiB for each of up to forty connections, for
a file that the operating system caches anyway."""


def upgrade(url: str) -> None:
    """Create the tables, or migrate those of an older version. Raises StoreError."""
    Database.open(url).close()


class Database:
    """An open database with up-to-date tables; thread-safe."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = engine.execution_options(reading=True)
        self._passing = engine.execution_options(passing=True)
        # SQLite allows one writer: threads that queue here do not sleep and poll for its lock. On PostgreSQL,
        # transactions of several messages would lock each other's rows in different orders, and deadlock.
        self._turn: AbstractContextManager[Any] = threading.Lock() if self.is_sqlite else nullcontext()
        self._writer = Writer(self._durable_or_passing) if self.is_sqlite else None

    @classmethod
    def open(cls, url: str) -> Database:
        """Open and migrate the database. Raises StoreError if it can't be reached or is newer than this version.

        `url` is an SQLAlchemy URL, such as `sqlite:///conversations.db` or `postgresql+psycopg://user@host/bot`.
        """
        database = cls.unchanged(url)
        if database.is_sqlite:
            make_private(Path((database.url.database or "").removeprefix("file:").partition("?")[0]))
        try:
            with in_plain_words(database.url), database._engine.begin() as connection:
                to_head(connection, plain(database.url))
        except StoreError:
            database.close()
            raise
        return database

    @classmethod
    def unchanged(cls, url: str) -> Database:
        """Return the database unmigrated, to be connected to on first use. Raises StoreError if `url` is malformed."""
        return cls(_engine(url))

    @property
    def is_sqlite(self) -> bool:
        """True for an SQLite file, False for a PostgreSQL server."""
        return self._engine.dialect.name == "sqlite"

    @property
    def url(self) -> URL:
        """The URL, including the password."""
        return self._engine.url

    def write(self, operation: Operation[T], *, durable: bool = True) -> T:
        """Run `operation`, commit, and return its result; raises its errors, and StoreError if the database fails.

        For writes that messages wait for: on SQLite, the operations of several threads share a transaction (see
        `Writer`), so one may be run twice. A write that is not `durable` survives a crash of the process, but may be
        lost in a power cut before the next durable write.
        """
        with in_plain_words(self.url):
            if self._writer is not None:
                return self._writer.run(operation, durable=durable)
            with self._engine.begin() as connection:
                return operation(connection)

    def note(self, statement: Update, values: Mapping[str, object]) -> None:
        """Run a statement whose loss in a power cut would do no harm. Raises StoreError if the database fails."""
        self.write(lambda connection: connection.execute(statement, values).close(), durable=False)

    def read(self, operation: Operation[T]) -> T:
        """Run a read-only `operation`, which waits for no writer, and return its result. Raises as `write` does."""
        with in_plain_words(self.url), self._reading.begin() as connection:
            return operation(connection)

    def writing(self) -> AbstractContextManager[Session]:
        """Return a transaction of its own that commits after the block; raises StoreError if the database fails."""
        return self._transaction(self._engine, self._turn)

    def reading(self) -> AbstractContextManager[Session]:
        """Return a read-only transaction, which waits for no writer; raises StoreError if the database fails."""
        return self._transaction(self._reading, nullcontext())

    @contextmanager
    def outside(self) -> Iterator[Connection]:
        """Open a connection outside any transaction, as VACUUM requires; raises StoreError if the database fails."""
        engine = self._engine.execution_options(isolation_level="AUTOCOMMIT", outside=True)
        with in_plain_words(engine.url), engine.connect() as connection:
            yield connection

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    @contextmanager
    def _durable_or_passing(self, durable: bool) -> Iterator[Connection]:
        with self._turn, (self._engine if durable else self._passing).begin() as connection:
            yield connection

    @contextmanager
    def _transaction(self, engine: Engine, turn: AbstractContextManager[Any]) -> Iterator[Session]:
        with in_plain_words(engine.url), turn, Session(engine, expire_on_commit=False) as session, session.begin():
            yield session


def _engine(address: str) -> Engine:
    try:
        url = make_url(address)
        if url.get_backend_name() not in {"sqlite", "postgresql"}:
            raise StoreError(
                f"database {plain(url)}: {url.drivername!r} is not supported; use sqlite:/// or postgresql+psycopg://"
            )
        sqlite = url.get_backend_name() == "sqlite"
        if sqlite and (not url.database or "memory" in url.database or url.query.get("mode") == "memory"):
            raise StoreError(f"database {plain(url)}: it would be lost with the process; name a file: sqlite:///bot.db")
        if sqlite and "timeout" not in url.query:
            url = url.update_query_dict({"timeout": str(BUSY_SECONDS)})
        # Parameters contain people's messages, so they stay out of errors and logs. Servers close idle connections. A
        # pooler in front of the server may use a different connection for each transaction, and statements prepared
        # earlier are unknown there.
        options: dict[str, Any] = {} if sqlite else {"pool_pre_ping": True, "connect_args": {"prepare_threshold": None}}
        engine = create_engine(url, hide_parameters=True, pool_size=10, max_overflow=30, **options)
    except (ArgumentError, ValueError):  # their text may contain the password
        raise StoreError("the database address cannot be read; write it like sqlite:///bot.db") from None
    except ModuleNotFoundError as error:
        raise StoreError(
            f"database {plain(url)}: its driver is not installed; run: pip install {error.name}"
        ) from error
    if sqlite:
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions begin in _begin_sqlite
    # SQLite does not wait here for another process that changes a new file in the same way: `timeout` does not count.
    for attempt in Retrying(
        retry=retry_if_exception(_is_busy),
        stop=stop_after_delay(BUSY_SECONDS),
        wait=wait_random(0.01, 0.1),
        reraise=True,
    ):
        with attempt:
            connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # deleted content is overwritten, not just marked as free
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")


def _is_busy(error: BaseException) -> bool:
    return isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("outside"):
        return
    if options.get("reading"):
        connection.exec_driver_sql("BEGIN")
        return
    # FULL: an accepted message survives a power cut. A writer locks immediately: a transaction that reads first and
    # locks later can fail without waiting.
    connection.exec_driver_sql(f"PRAGMA synchronous = {'NORMAL' if options.get('passing') else 'FULL'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE")

"""The connection to the database: opened, brought up to date, and its errors in plain words."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, Update, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from botkit.domain.errors import StoreError
from botkit.store.failure import in_plain_words, plain
from botkit.store.migrate import to_head
from botkit.store.writer import Operation, Writer

T = TypeVar("T")

BUSY_SECONDS = 10.0
"""Seconds for which SQLite waits for another writer, unless the address says `?timeout=`; ours take milliseconds."""

CACHE_KIB = 256
"""Pages that a connection to SQLite keeps. By itself it would keep 2 MiB, each of up to forty, of a file that the
operating system has in memory once."""


def upgrade(url: str) -> None:
    """Create the tables, or bring those of an older version up to date. Raises StoreError."""
    Database.open(url).close()


class Database:
    """An open database, its tables up to date; many threads may use it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = engine.execution_options(reading=True)
        self._passing = engine.execution_options(passing=True)
        # SQLite has one writer: threads that queue here don't sleep and poll for its lock. On PostgreSQL, transactions
        # of several messages would wait for each other's rows in different orders, and so in a circle.
        self._turn: AbstractContextManager[Any] = threading.Lock() if self.is_sqlite else nullcontext()
        self._writer = Writer(self._durable_or_passing) if self.is_sqlite else None

    @classmethod
    def open(cls, url: str) -> Database:
        """Open the database and migrates it. Raises StoreError if it can't be reached or is newer than this version.

        `url` is an SQLAlchemy address, such as `sqlite:///conversations.db` or `postgresql+psycopg://user@host/bot`.
        """
        database = cls.unchanged(url)
        try:
            with in_plain_words(database.url), database._engine.begin() as connection:
                to_head(connection, plain(database.url))
        except StoreError:
            database.close()
            raise
        return database

    @classmethod
    def unchanged(cls, url: str) -> Database:
        """The database as it is; connected to when it is first used. Raises StoreError if `url` can't be read."""
        return cls(_engine(url))

    @property
    def is_sqlite(self) -> bool:
        """True if it is a file of SQLite, and not a PostgreSQL server."""
        return self._engine.dialect.name == "sqlite"

    @property
    def url(self) -> URL:
        """The address; holds the password."""
        return self._engine.url

    def write(self, operation: Operation[T], *, durable: bool = True) -> T:
        """Return what `operation` returns, committed; raises what it raises, and StoreError if the database fails.

        For what messages wait for: on SQLite, the operations of several threads share a transaction (see `Writer`), so
        one may be run twice. What is not `durable` outlives the process, but there maybe not a power cut before the
        next durable one.
        """
        with in_plain_words(self.url):
            if self._writer is not None:
                return self._writer.run(operation, durable=durable)
            with self._engine.begin() as connection:
                return operation(connection)

    def note(self, statement: Update, values: Mapping[str, object]) -> None:
        """Run a statement whose effect a power cut may undo without harm. Raises StoreError if the database fails."""
        self.write(lambda connection: connection.execute(statement, values).close(), durable=False)

    def read(self, operation: Operation[T]) -> T:
        """Return what `operation` returns, which only reads, and so waits for no writer. Raises as `write` does."""
        with in_plain_words(self.url), self._reading.begin() as connection:
            return operation(connection)

    def writing(self) -> AbstractContextManager[Session]:
        """A transaction of one's own, committed at the end of the block; raises StoreError if the database fails."""
        return self._transaction(self._engine, self._turn)

    def reading(self) -> AbstractContextManager[Session]:
        """A transaction that only reads, and so waits for no writer; raises StoreError if the database fails."""
        return self._transaction(self._reading, nullcontext())

    @contextmanager
    def outside(self) -> Iterator[Connection]:
        """A connection outside any transaction, as VACUUM needs it; raises StoreError if the database fails."""
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
        # Parameters are people's messages. Servers close idle connections. A pooler between us and the server may give
        # each transaction another connection, on which statements that were prepared earlier are not known.
        options: dict[str, Any] = {} if sqlite else {"pool_pre_ping": True, "connect_args": {"prepare_threshold": None}}
        engine = create_engine(url, hide_parameters=True, pool_size=10, max_overflow=30, **options)
    except (ArgumentError, ValueError):  # what they quote may hold the password
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
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten, not just left unused
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("outside"):
        return
    if options.get("reading"):
        connection.exec_driver_sql("BEGIN")
        return
    # FULL: an accepted message survives a power cut. A writer locks at once: a transaction that reads first and locks
    # later can fail without waiting.
    connection.exec_driver_sql(f"PRAGMA synchronous = {'NORMAL' if options.get('passing') else 'FULL'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE")

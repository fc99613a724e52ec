"""The connection to the database: opened, brought up to date, and its errors in plain words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from botkit.errors import StoreError
from botkit.state.migrate import to_head

BUSY_SECONDS = 10.0
"""How long SQLite waits for another writer, unless the address says `?timeout=`; our transactions take milliseconds."""

_REMEDIES = {
    "database is locked": "another process keeps it locked; end that process, or try again when it is done",
    "disk is full": "no space is left on its disk; free some, then try again",
    "readonly": "it cannot be written to; make the file and its folder writable",
    "not a database": "the file is something else than a database; name another file, or move this one away",
    "malformed": "the file is damaged; put back a copy of it, or move it away to begin with an empty one",
    "connection refused": "the server does not answer; start it, or correct its address",
    "authentication failed": "the server refused the user or the password; correct them in the address",
}


def upgrade(url: str) -> None:
    """Creates the tables, or brings those of an older version up to date. Raises StoreError."""
    Database.open(url).close()


class Database:
    """An open database, its tables up to date; many threads may use it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = engine.execution_options(reading=True)

    @classmethod
    def open(cls, url: str) -> Database:
        """Opens the database and migrates it. Raises StoreError if it can't be reached or is newer than this version.

        `url` is an SQLAlchemy address, such as `sqlite:///conversations.db` or `postgresql+psycopg://user@host/bot`.
        """
        engine = _engine(url)
        try:
            with _in_plain_words(engine.url), engine.begin() as connection:
                to_head(connection, plain(engine.url))
        except StoreError:
            engine.dispose()
            raise
        return cls(engine)

    def writing(self) -> AbstractContextManager[Session]:
        """A transaction that writes, committed at the end of the block; raises StoreError if the database fails."""
        return self._transaction(self._engine)

    def reading(self) -> AbstractContextManager[Session]:
        """A transaction that only reads, and so waits for no writer; raises StoreError if the database fails."""
        return self._transaction(self._reading)

    def close(self) -> None:
        """Closes the connections."""
        self._engine.dispose()

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Session]:
        with _in_plain_words(engine.url), Session(engine) as session, session.begin():
            yield session


def plain(url: URL) -> str:
    """The address as it may be shown: without the password, and without options that may hold one."""
    return url.set(query={}).render_as_string(hide_password=True)


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
        # Servers close idle connections; parameters are people's messages.
        engine = create_engine(url, pool_pre_ping=not sqlite, hide_parameters=True)
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
    connection.execute("PRAGMA synchronous = FULL")  # an accepted message survives a power cut
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: Connection) -> None:
    # A writer locks at once: a transaction that reads first and locks later can fail without waiting.
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


@contextmanager
def _in_plain_words(url: URL) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise StoreError(f"database {plain(url)}: {_explanation(error, url)}") from error


def _explanation(error: SQLAlchemyError, url: URL) -> str:
    said = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
    if "unable to open database file" in said:
        folder = Path(url.database or "").absolute().parent
        if not folder.is_dir():
            return f"the folder {folder} does not exist; create it, or name another"
        return "the file cannot be opened; see to it that it is a file, and that you may write to its folder"
    remedies = (remedy for sign, remedy in _REMEDIES.items() if sign in said.lower())
    return next(remedies, f"it refused ({said}); nothing was written")

"""Database errors in plain words, divided into transient and permanent ones."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from botkit.domain.errors import StoreAway, StoreError

_REMEDIES = {
    "database is locked": "another process keeps it locked; end that process, or try again when it is done",
    "disk is full": "no space is left on its disk; free some, then try again",
    "no space left": "no space is left on its disk; free some, then try again",
    "readonly": "it cannot be written to; make the file and its folder writable",
    "read-only": "it takes no writes; name the server that does, or make it writable",
    "not a database": "the file is something else than a database; name another file, or move this one away",
    "malformed": "the file is damaged; put back a copy of it, or move it away to begin with an empty one",
    "authentication failed": "the server refused the user or the password; correct them in the address",
    '(database|role) ".*" does not exist': "the server has no such database or user; create it, or correct the address",
    "connection refused": "the server does not answer; start it, or correct its address",
    "is the server running": "the server does not answer; start it, or correct its address",
    "could not translate host": "the server's name is not known; correct the address",
    "failed to resolve host": "the server's name is not known; correct the address",
    "too many clients": "the server has no connection free; allow more, or run fewer processes",
}

_SQLITE_PASSING = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
}
_POSTGRES_PASSING = ("08", "25006", "40", "53", "55P03", "57P")
"""Transient classes of SQLSTATE: connection, read-only, rollback, resources (even a full disk), lock, shutdown."""


@contextmanager
def in_plain_words(url: URL) -> Iterator[None]:
    """Turn SQLAlchemy's errors in the block into StoreError, or StoreAway if a retry may help."""
    try:
        yield
    except SQLAlchemyError as error:
        kind = StoreAway if _passing(error) else StoreError
        raise kind(f"database {plain(url)}: {_explanation(error, url, kind)}") from error


def plain(url: URL) -> str:
    """Return the URL for display: without the password, and without options that may contain one."""
    return url.set(query={}).render_as_string(hide_password=True)


def _passing(error: SQLAlchemyError) -> bool:
    if isinstance(error, NoConnectionFree):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in _SQLITE_PASSING
    state = getattr(error.orig, "sqlstate", None)
    if state is None:  # no reply from the server, or no connection
        return error.connection_invalidated or type(error.orig).__name__ in {"OperationalError", "InterfaceError"}
    return str(state).startswith(_POSTGRES_PASSING)


def _explanation(error: SQLAlchemyError, url: URL, kind: type[StoreError]) -> str:
    whole = str(getattr(error, "orig", None) or error).strip()
    if "unable to open database file" in whole:
        folder = Path(url.database or "").absolute().parent
        if not folder.is_dir():
            return f"the folder {folder} does not exist; create it, or name another"
        return "the file cannot be opened; see to it that it is a file, and that you may write to its folder"
    remedies = (remedy for sign, remedy in _REMEDIES.items() if re.search(sign, whole, re.IGNORECASE))
    said = whole.partition("\n")[0]
    other = (
        f"it failed just now ({said}); try again" if kind is StoreAway else f"it refused ({said}); nothing was written"
    )
    return next(remedies, other)

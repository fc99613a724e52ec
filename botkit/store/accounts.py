"""Staff accounts in SQL; of each password only the Argon2id hash is stored (RFC 9106)."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import delete, select

from botkit.domain import SHORTEST_PASSWORD, Account, Role, canonical_login, now
from botkit.domain.errors import ConfigError
from botkit.store.database import Database
from botkit.store.tables import StaffRow, StaffSessionRow

_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$oZs+A7C/xzDKXZempzcUBA$0O1shMOLgC2Mv+P4y94fbEvWI7htUTm0rSI6yiC4amc"
"""A hash to compare with if there is no account: an unknown login must not be rejected any faster."""


class SqlAccounts:
    """A `botkit.domain.ports.Accounts`. Each method is one short transaction and raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._hasher = PasswordHasher()

    def add(self, login: str, name: str, role: Role, password: str) -> None:
        """Add an account, or replace the name, role and password of the one with that login. Raises ConfigError."""
        login = canonical_login(login)
        if not re.fullmatch(r"[a-z0-9][a-z0-9._@+-]{0,99}", login):
            raise ConfigError(f"{login!r} cannot be a login: use letters, digits and . _ @ + -, at most 100")
        if not name.strip() or not name.isprintable():
            raise ConfigError("the name that customers see must not be empty; give one with --name")
        if len(password) < SHORTEST_PASSWORD:
            raise ConfigError(f"the password is too short; choose one of {SHORTEST_PASSWORD} characters or more")
        row = StaffRow(login=login, name=name.strip(), role=role.value, password=self._hasher.hash(password))
        row.changed_at = now()
        with self._database.writing() as session:
            session.merge(row)

    def remove(self, login: str) -> bool:
        """Remove the account with its sessions, and return True if it existed."""
        sessions = delete(StaffSessionRow).where(StaffSessionRow.login == canonical_login(login))
        gone = delete(StaffRow).where(StaffRow.login == canonical_login(login)).returning(StaffRow.login)
        with self._database.writing() as session:
            session.execute(sessions)
            return session.scalars(gone).one_or_none() is not None

    def all(self) -> tuple[Account, ...]:
        """Return all accounts, sorted by login."""
        with self._database.reading() as session:
            return tuple(_account(row) for row in session.scalars(select(StaffRow).order_by(StaffRow.login)))

    def find(self, login: str) -> Account | None:
        """Return the account with that login, or None."""
        with self._database.reading() as session:
            row = session.get(StaffRow, canonical_login(login))
            return _account(row) if row else None

    def sign_in(self, login: str, password: str) -> Account | None:
        """Return the account if the password is right. Takes the same time whether or not the account exists."""
        with self._database.reading() as session:
            row = session.get(StaffRow, canonical_login(login))
        try:
            self._hasher.verify(row.password if row else _NOBODY, password)
        except VerifyMismatchError:
            return None
        return _account(row) if row else None

    def begin_session(self, account: Account, until: datetime) -> str:
        """Return the token of a new session; only its hash is stored, so a copy of the database signs nobody in."""
        token = secrets.token_urlsafe(32)
        row = StaffSessionRow(id=_hash(token), login=account.login, stamp=account.stamp, ends_at=until)
        with self._database.writing() as session:
            session.execute(delete(StaffSessionRow).where(StaffSessionRow.ends_at <= now()))
            session.add(row)
        return token

    def of_session(self, token: str) -> Account | None:
        """Return the account that the session belongs to, or None if it has ended or the account has changed."""
        with self._database.reading() as session:
            begun = session.get(StaffSessionRow, _hash(token))
            row = session.get(StaffRow, begun.login) if begun and begun.ends_at > now() else None
            account = _account(row) if row else None
            return account if account and begun and hmac.compare_digest(account.stamp, begun.stamp) else None

    def end_session(self, token: str) -> None:
        """End the session for every copy of its token."""
        with self._database.writing() as session:
            session.execute(delete(StaffSessionRow).where(StaffSessionRow.id == _hash(token)))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _account(row: StaffRow) -> Account:
    stamp = hashlib.sha256(row.password.encode()).hexdigest()[:16]
    return Account(row.login, row.name, Role(row.role), stamp)

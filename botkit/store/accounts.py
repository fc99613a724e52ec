"""Staff accounts in SQL; of each password only the Argon2id hash is stored (RFC 9106)."""

from __future__ import annotations

import hashlib
import re

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import delete, select

from botkit.domain import SHORTEST_PASSWORD, Account, Role, now
from botkit.domain.errors import ConfigError
from botkit.store.database import Database
from botkit.store.tables import StaffRow

_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$oZs+A7C/xzDKXZempzcUBA$0O1shMOLgC2Mv+P4y94fbEvWI7htUTm0rSI6yiC4amc"
"""A hash to compare with if there is no account: an unknown login must not be rejected any faster."""


class SqlAccounts:
    """A `botkit.domain.ports.Accounts`. Each method is one short transaction and raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._hasher = PasswordHasher()

    def add(self, login: str, name: str, role: Role, password: str) -> None:
        """Add an account, or replace the name, role and password of the one with that login. Raises ConfigError."""
        login = login.lower()
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
        """Remove the account and return True if it existed."""
        gone = delete(StaffRow).where(StaffRow.login == login.lower()).returning(StaffRow.login)
        with self._database.writing() as session:
            return session.scalars(gone).one_or_none() is not None

    def all(self) -> tuple[Account, ...]:
        """Return all accounts, sorted by login."""
        with self._database.reading() as session:
            return tuple(_account(row) for row in session.scalars(select(StaffRow).order_by(StaffRow.login)))

    def find(self, login: str) -> Account | None:
        """Return the account with that login, or None."""
        with self._database.reading() as session:
            row = session.get(StaffRow, login)
            return _account(row) if row else None

    def sign_in(self, login: str, password: str) -> Account | None:
        """Return the account if the password is right. Takes the same time whether or not the account exists."""
        with self._database.reading() as session:
            row = session.get(StaffRow, login.strip().lower())
        try:
            self._hasher.verify(row.password if row else _NOBODY, password)
        except VerifyMismatchError:
            return None
        return _account(row) if row else None


def _account(row: StaffRow) -> Account:
    stamp = hashlib.sha256(row.password.encode()).hexdigest()[:16]
    return Account(row.login, row.name, Role(row.role), stamp)

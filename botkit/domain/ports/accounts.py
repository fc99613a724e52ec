"""A port for staff accounts."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from botkit.domain.account import Account


class Accounts(Protocol):
    """The accounts of the staff members who may sign in."""

    def find(self, login: str) -> Account | None:
        """Return the account with that login, or None."""
        ...

    def sign_in(self, login: str, password: str) -> Account | None:
        """Return the account if the password is right. Takes the same time whether or not the account exists."""
        ...

    def begin_session(self, account: Account, until: datetime) -> str:
        """Return the secret token of a new session, which ends at `until` at the latest."""
        ...

    def of_session(self, token: str) -> Account | None:
        """Return the account that the session belongs to, or None if it has ended or the account has changed."""
        ...

    def end_session(self, token: str) -> None:
        """End the session for every copy of its token."""
        ...

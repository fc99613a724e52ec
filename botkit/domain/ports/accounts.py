"""A port for staff accounts."""

from __future__ import annotations

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

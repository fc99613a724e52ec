"""The team's accounts."""

from __future__ import annotations

from typing import Protocol

from botkit.domain.account import Account


class Accounts(Protocol):
    """The accounts of those of the team who may sign in."""

    def find(self, login: str) -> Account | None:
        """Return the account of that login."""
        ...

    def sign_in(self, login: str, password: str) -> Account | None:
        """Return the account, if that is its password. Takes a moment, whether or not there is one."""
        ...

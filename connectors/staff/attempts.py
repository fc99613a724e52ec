"""Attempts to sign in: how many there may be, and what the log tells of those that fail."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from starlette.requests import Request

from botkit.domain import canonical_login
from botkit.domain.ports import Accounts
from connectors.web.limits import Allowance, network

logger = logging.getLogger(__name__)

HERE_FOR_A_LOGIN = 6
"""Attempts a minute from one address for one login."""
HERE = 30
"""Attempts a minute from one address: a whole office may have one."""
FOR_A_LOGIN = 60
"""Attempts a minute for one login, wherever they come from. Much more than one address has, so that strangers who try
passwords don't keep out whoever knows theirs; and so few that no password of twelve characters is found."""


class Attempts:
    """Attempts to sign in, counted for the login as it is kept, however it was written."""

    def __init__(self, accounts: Accounts, clock: Callable[[], float] = time.monotonic) -> None:
        self._accounts = accounts
        self._here_for_a_login = Allowance(HERE_FOR_A_LOGIN, clock)
        self._here = Allowance(HERE, clock)
        self._for_a_login = Allowance(FOR_A_LOGIN, clock)

    def wait(self, request: Request, login: str) -> int:
        """Return 0 if an attempt may be made, which counts it; else after how many seconds one may.

        What is refused to an address does not count against the login.
        """
        address, name = network(request.scope), canonical_login(login)[:100]
        seconds = (
            self._here_for_a_login.wait(f"{address} {name}") or self._here.wait(address) or self._for_a_login.wait(name)
        )
        if seconds:
            logger.warning("sign-in refused: %s from %s, too many attempts", self._who(login), address)
        return seconds

    def failed(self, request: Request, login: str) -> None:
        """Note in the log that a login or password was wrong."""
        logger.warning("sign-in failed: %s from %s", self._who(login), network(request.scope))

    def _who(self, login: str) -> str:
        """Return the account's login; of a name that nobody has, nothing: people type passwords there, too."""
        account = self._accounts.find(login)
        return f"login {account.login}" if account else "an unknown login"

"""Sessions of those who are signed in: a secret in a cookie, and a token in each form that no other site can know."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from botkit.domain import Account
from botkit.domain.ports import Accounts

COOKIE = "botkit_staff"
SECURE_PREFIX = "__Secure-"
"""Over HTTPS the cookie's name begins so: a browser takes it from no page that came without (RFC 6265bis, 4.1.3)."""
LIFE = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Session:
    """The session of somebody who is signed in; `csrf` goes into their forms."""

    account: Account
    csrf: str

    def wrote(self, token: str) -> bool:
        """Return True if a form with that token is from one of our pages."""
        return hmac.compare_digest(token.encode(), self.csrf.encode())


@dataclass(frozen=True, slots=True)
class Sessions:
    """Sessions, as they begin, go on and end: by themselves after 12 hours, and when the account changes.

    They are kept on the server, so a session that somebody ended is over for every copy of its cookie. `key` signs the
    tokens of forms.
    """

    key: bytes = field(repr=False)
    accounts: Accounts

    def begin(self, account: Account, request: Request, response: Response) -> None:
        """Sign the account in; a session that the browser had is over."""
        self._forget(request)
        response.set_cookie(
            _cookie(request),
            self.accounts.begin_session(account, datetime.now(UTC) + LIFE),
            max_age=int(LIFE.total_seconds()),
            path=_path(request),
            secure=_is_secure(request),
            httponly=True,
            samesite="strict",
        )

    def read(self, request: Request) -> Session | None:
        """Return the session that the request belongs to; None if nobody is signed in."""
        token = request.cookies.get(_cookie(request), "")
        account = self.accounts.of_session(token) if token else None
        return Session(account, hmac.new(self.key, token.encode(), hashlib.sha256).hexdigest()) if account else None

    def end(self, request: Request, response: Response) -> None:
        """Sign out."""
        self._forget(request)
        response.delete_cookie(
            _cookie(request), path=_path(request), secure=_is_secure(request), httponly=True, samesite="strict"
        )

    def _forget(self, request: Request) -> None:
        if token := request.cookies.get(_cookie(request)):
            self.accounts.end_session(token)


def _is_secure(request: Request) -> bool:
    return request.url.scheme == "https"


def _cookie(request: Request) -> str:
    return f"{SECURE_PREFIX}{COOKIE}" if _is_secure(request) else COOKIE


def _path(request: Request) -> str:
    return request.scope.get("root_path", "") or "/"

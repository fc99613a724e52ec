"""Who is signed in: a cookie that is signed, and a token in each form that no other site can know."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import jwt
from starlette.requests import Request
from starlette.responses import Response

from botkit.domain import Account
from botkit.domain.ports import Accounts

COOKIE = "botkit_staff"
LIFE = timedelta(hours=12)
ALGORITHM = "HS256"


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in; `csrf` goes into their forms."""

    account: Account
    csrf: str

    def wrote(self, token: str) -> bool:
        """Whether a form with that token is from one of our pages."""
        return hmac.compare_digest(token.encode(), self.csrf.encode())


@dataclass(frozen=True, slots=True)
class Sessions:
    """Begins, reads and ends sessions. They end by themselves after 12 hours, and when the account changes."""

    key: bytes = field(repr=False)
    accounts: Accounts

    def begin(self, account: Account, request: Request, response: Response) -> None:
        """Signs the account in."""
        ends = datetime.now(UTC) + LIFE
        token = jwt.encode({"sub": account.login, "stamp": account.stamp, "exp": ends}, self.key, ALGORITHM)
        response.set_cookie(
            COOKIE,
            token,
            max_age=int(LIFE.total_seconds()),
            path=request.scope.get("root_path", "") or "/",
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )

    def read(self, request: Request) -> Session | None:
        """Who sent the request; None if nobody is signed in."""
        token = request.cookies.get(COOKIE, "")
        try:
            claims = jwt.decode(token, self.key, [ALGORITHM], options={"require": ["sub", "stamp", "exp"]})
        except jwt.InvalidTokenError:
            return None
        account = self.accounts.find(claims["sub"])
        if account is None or not hmac.compare_digest(account.stamp, str(claims["stamp"])):
            return None
        return Session(account, hmac.new(self.key, token.encode(), hashlib.sha256).hexdigest())

    def end(self, request: Request, response: Response) -> None:
        """Signs out."""
        response.delete_cookie(COOKIE, path=request.scope.get("root_path", "") or "/")

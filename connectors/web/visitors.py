"""The speakers: visitors by a token of ours, signed-in customers by one that the site has signed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from botkit.domain.errors import BotkitError

CHANNEL = "web"
ALGORITHM = "HS256"
"""The one algorithm of both kinds of token: which one is used is never left to the token."""
LONGEST_IDENTITY = timedelta(hours=24)
LONGEST_NAME, LONGEST_ID = 200, 200


class TokenRefused(BotkitError):
    """A token is none of ours, too old, or of another site."""


@dataclass(frozen=True, slots=True)
class Customer:
    """A signed-in customer of the site, as the site names them; all empty: somebody.

    `tenant` is the organisation that they belong to, where one bot serves several.
    """

    id: str = ""
    name: str = ""
    tenant: str = ""

    @property
    def profile(self) -> dict[str, str]:
        """The facts about them that the bot is told."""
        return {key: value for key, value in (("name", self.name), ("tenant", self.tenant)) if value}


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person who may read and continue a conversation, from one site (its origin; "" for a program)."""

    site: str
    customer: Customer = Customer()
    conversation: str = field(default_factory=lambda: f"{CHANNEL}:{uuid.uuid4().hex}")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of visitors, signed and read: each for one bot, one site and one conversation, for so many hours."""

    key: bytes = field(repr=False)
    bot: str
    hours: float

    def sign(self, visitor: Visitor) -> str:
        """Return a token for the visitor, good from now on."""
        present = datetime.now(UTC)
        claims = {
            "aud": self.bot,
            "iat": present,
            "exp": present + timedelta(hours=self.hours),
            "sub": visitor.conversation,
            "site": visitor.site,
            "customer": visitor.customer.id,
            "name": visitor.customer.name,
            "tenant": visitor.customer.tenant,
        }
        return jwt.encode(claims, self.key, ALGORITHM)

    def read(self, token: str, origin: str | None) -> tuple[Visitor, bool]:
        """Tell whose token it is, and whether it is time to renew it: after a quarter of its life. Raises TokenRefused.

        `origin` is that of the page which sends it, where there is one.
        """
        needed = ["aud", "iat", "exp", "sub", "site", "customer", "name"]
        try:
            claims = jwt.decode(token, self.key, [ALGORITHM], audience=self.bot, options={"require": needed})
        except jwt.ExpiredSignatureError:
            raise TokenRefused("the conversation was left too long ago; begin a new one") from None
        except jwt.InvalidTokenError:
            raise TokenRefused("this is no token of this bot; begin a conversation to get one") from None
        if origin is not None and origin != claims["site"]:
            raise TokenRefused("the token belongs to another site; begin a conversation on this one")
        customer = Customer(claims["customer"], claims["name"], claims.get("tenant", ""))
        visitor = Visitor(claims["site"], customer, claims["sub"])
        age = datetime.now(UTC) - datetime.fromtimestamp(claims["iat"], UTC)
        return visitor, age > timedelta(hours=self.hours) / 4


@dataclass(frozen=True, slots=True)
class Identities:
    """Reader of the tokens by which a site says who is signed in there; `key` is shared with the site."""

    key: bytes = field(repr=False)

    def read(self, token: str) -> Customer:
        """Return the customer: `sub` is their id, `name` their name, `tenant` their organisation. Raises TokenRefused.

        The token must end (`exp`) within a day: who has it speaks as the customer.
        """
        try:
            claims = jwt.decode(token, self.key, [ALGORITHM], options={"require": ["exp", "sub"], "verify_aud": False})
        except jwt.ExpiredSignatureError:
            raise TokenRefused("the customer's identity has expired; have the site sign a new one") from None
        except jwt.InvalidTokenError as error:
            raise TokenRefused(f"the customer's identity is not valid ({type(error).__name__})") from None
        if claims["exp"] > (datetime.now(UTC) + LONGEST_IDENTITY).timestamp():
            raise TokenRefused("the customer's identity is good for too long; let it expire within a day")
        return Customer(
            _line(claims, "sub", LONGEST_ID), _line(claims, "name", LONGEST_NAME), _line(claims, "tenant", LONGEST_ID)
        )


def _line(claims: dict[str, Any], name: str, longest: int) -> str:
    value = claims.get(name, "")
    if not isinstance(value, str) or len(value) > longest or not value.isprintable():
        raise TokenRefused(f"the customer's identity: '{name}' must be a text of at most {longest} characters")
    return value

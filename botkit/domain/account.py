"""Staff accounts and their roles. All values are frozen."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

SHORTEST_PASSWORD = 12
"""Minimum length in characters. Length is enough: composition rules make no password safer (NIST SP 800-63B, 3.1.1)."""


def canonical_login(written: str) -> str:
    """Return the login as it is kept: whatever somebody may write for it counts as the same."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", written).casefold()).replace("\0", "").strip()


class Role(StrEnum):
    """A staff member's role. Each role includes the permissions of the ones before it."""

    VIEWER = "viewer"
    """May read conversations and figures."""
    AGENT = "agent"
    """May take conversations over."""
    ADMIN = "admin"
    """May export and delete conversations."""

    def includes(self, other: Role) -> bool:
        """Return True if this role has all the permissions of the other."""
        order = list(Role)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True, slots=True)
class Account:
    """A staff account: the login name, and the name that customers see.

    `stamp` changes with the password: anything signed with an older one is no longer valid.
    """

    login: str
    name: str
    role: Role
    stamp: str

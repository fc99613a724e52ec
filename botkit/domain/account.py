"""Who of the team may sign in, and what they may do. All values are frozen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SHORTEST_PASSWORD = 12
"""Characters; what is longer is not made simpler by rules about letters and digits (NIST SP 800-63B, 3.1.1)."""


class Role(StrEnum):
    """What somebody may do; each may do what the one before may."""

    VIEWER = "viewer"
    """Read conversations and figures."""
    AGENT = "agent"
    """Take conversations over."""
    ADMIN = "admin"
    """Give out and delete conversations."""

    def includes(self, other: Role) -> bool:
        """Whether who has this role may do what the other may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody of the team: the name to sign in with, and the one that customers see.

    `stamp` changes with the password: what was signed with an older one counts no more.
    """

    login: str
    name: str
    role: Role
    stamp: str

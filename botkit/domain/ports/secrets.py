"""Secrets of the bot's own."""

from __future__ import annotations

from typing import Protocol


class Secrets(Protocol):
    """Random bytes that all processes of a bot share, to sign with."""

    def secret(self, name: str) -> bytes:
        """Return the 32 random bytes of that name, made when they are first asked for; each user has its own name."""
        ...

"""A port for the bot's own secrets."""

from __future__ import annotations

from typing import Protocol


class Secrets(Protocol):
    """Random bytes, shared by all processes of a bot, for signing."""

    def secret(self, name: str) -> bytes:
        """Return the 32 random bytes under that name, created when first requested; each purpose has its own name."""
        ...

"""A port for storing other services' secrets."""

from __future__ import annotations

from typing import Protocol


class Vault(Protocol):
    """The encrypted storage for other services' secrets. Raises StoreError."""

    def read(self, name: str) -> str | None:
        """Return the secret with that name; None if there is none, or if it cannot be decrypted."""
        ...

    def write(self, name: str, secret: str) -> None:
        """Store a secret, replacing any earlier one with that name."""
        ...

    def take(self, name: str) -> bool:
        """Delete a secret and return True if it existed. If several callers take the same one, only one gets True."""
        ...

"""Keeping the secrets of others."""

from __future__ import annotations

from typing import Protocol


class Vault(Protocol):
    """The place where others' secrets are kept, encrypted. Raises StoreError."""

    def read(self, name: str) -> str | None:
        """Return the secret of that name; None if there is none that can be read."""
        ...

    def write(self, name: str, secret: str) -> None:
        """Keep a secret, in place of an earlier one of that name."""
        ...

    def take(self, name: str) -> bool:
        """Delete a secret; return whether there was one. Of several who take it, one gets True."""
        ...

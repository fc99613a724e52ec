"""Other services' secrets, encrypted in SQL."""

from __future__ import annotations

from sqlalchemy import delete, select

from botkit.store.confidential import Confidential
from botkit.store.database import Database
from botkit.store.tables import VaultRow


class SqlVault:
    """A `botkit.domain.ports.Vault`. Each method is one short transaction and raises StoreError."""

    def __init__(self, database: Database, confidential: Confidential) -> None:
        self._database = database
        self._confidential = confidential

    def read(self, name: str) -> str | None:
        """Return the secret with that name; None if there is none, or if it was encrypted with another key."""
        with self._database.reading() as session:
            sealed = session.scalars(select(VaultRow.sealed).where(VaultRow.name == name)).one_or_none()
        return self._confidential.unseal(sealed) if sealed is not None else None

    def write(self, name: str, secret: str) -> None:
        """Store a secret, replacing any earlier one with that name."""
        with self._database.writing() as session:
            session.merge(VaultRow(name=name, sealed=self._confidential.seal(secret)))

    def take(self, name: str) -> bool:
        """Delete a secret and return True if it existed. If several callers take the same one, only one gets True."""
        with self._database.writing() as session:
            gone = delete(VaultRow).where(VaultRow.name == name).returning(VaultRow.name)
            return session.scalars(gone).one_or_none() is not None

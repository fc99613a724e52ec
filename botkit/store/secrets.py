"""Random bytes shared by the processes of a bot, in SQL."""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, select

from botkit.store import statements
from botkit.store.database import Database
from botkit.store.tables import SecretRow


class SqlSecrets:
    """A `botkit.domain.ports.Secrets`. Each method is one short transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def secret(self, name: str) -> bytes:
        """Return 32 random bytes, created when first requested, and the same for every process from then on."""
        known = select(SecretRow.value).where(SecretRow.name == name)

        def keep(connection: Connection) -> bytes:
            new = {"name": name, "value": secrets.token_bytes(32)}
            statements.add_unless_there(connection, SecretRow, ("name",), new)
            return connection.execute(known).scalar_one()

        return self._database.write(keep)

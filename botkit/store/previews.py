"""The places where replies are shown while they are made, on SQL."""

from __future__ import annotations

from sqlalchemy import Connection

from botkit.domain import Claim
from botkit.store import statements
from botkit.store.database import Database
from botkit.store.leases import held


class SqlPreviews:
    """A `botkit.domain.ports.Previews`. Each method is one short transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def allows(self, claim: Claim) -> bool:
        """Return whether the reply may be shown: nothing of it is, and no earlier one is on its way to the channel."""
        message = {"message": claim.message.id}
        found = self._database.read(lambda connection: connection.execute(statements.MAY_PREVIEW, message).first())
        return found is not None

    def note(self, claim: Claim, reference: str) -> bool:
        """Note where the reply is shown while it is made, before anything is said there.

        False if the turn is over, or somebody else's, or the reply is shown already.
        """
        noted = {"message": claim.message.id, "preview": reference}

        def note(connection: Connection) -> bool:
            if connection.execute(statements.HELD, held(claim)).one_or_none() is None:
                return False
            return connection.execute(statements.PREVIEW, noted).one_or_none() is not None

        return self._database.write(note)

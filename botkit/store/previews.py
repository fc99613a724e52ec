"""The previews of replies that are being written, in SQL."""

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
        """Return True if a preview may be shown: there is none yet, and no earlier reply is still to be delivered."""
        message = {"message": claim.message.id}
        found = self._database.read(lambda connection: connection.execute(statements.MAY_PREVIEW, message).first())
        return found is not None

    def note(self, claim: Claim, reference: str) -> bool:
        """Record where the preview is shown, before anything is shown there.

        Returns False if the turn has ended or passed to another process, or if the reply has a preview already.
        """
        noted = {"message": claim.message.id, "preview": reference}

        def note(connection: Connection) -> bool:
            if connection.execute(statements.HELD, held(claim)).one_or_none() is None:
                return False
            return connection.execute(statements.PREVIEW, noted).one_or_none() is not None

        return self._database.write(note)

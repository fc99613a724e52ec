"""The history of turns in SQL."""

from __future__ import annotations

from sqlalchemy import Connection

from botkit.domain import Turn
from botkit.domain.errors import MessageError
from botkit.store import statements
from botkit.store.database import Database
from botkit.store.records import turns_of

_ANY = 2**31 - 1
"""An upper bound for the number of a turn."""


class SqlHistory:
    """A `botkit.domain.ports.History`. Each method is one short transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def turns(self, conversation_id: str, *, last: int = 100) -> tuple[Turn, ...]:
        """Return the latest turns of the conversation, oldest first."""

        def find(connection: Connection) -> tuple[Turn, ...]:
            length = connection.execute(statements.LENGTH, {"conversation": conversation_id}).scalar_one_or_none()
            return turns_between(connection, conversation_id, after=(length or 0) - last)

        return self._database.read(find)

    def turn_for(self, message_id: str) -> Turn | None:
        """Return the turn that answered the message, or None. Raises MessageError if the message does not exist."""

        def find(connection: Connection) -> Turn | None:
            found = connection.execute(statements.MESSAGE, {"message": message_id}).one_or_none()
            if found is None:
                raise MessageError("the message has been deleted")
            if found.answered_in is None:
                return None
            seq = found.answered_in
            return turns_between(connection, found.conversation_id, after=seq - 1, upto=seq)[0]

        return self._database.read(find)


def turns_between(connection: Connection, conversation_id: str, *, after: int, upto: int = _ANY) -> tuple[Turn, ...]:
    """Return the turns whose numbers are greater than `after` and at most `upto`, oldest first."""
    stretch = {"conversation": conversation_id, "after": after, "upto": upto}
    return turns_of(connection.execute(statements.TURNS, stretch).all())

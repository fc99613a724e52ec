"""The bot's presence in conversations, in SQL."""

from __future__ import annotations

from botkit.store import statements
from botkit.store.database import Database


class SqlParticipation:
    """A `botkit.domain.ports.Participation`. Each method is one short transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def takes_part(self, conversation_id: str) -> bool | None:
        """Return True if the bot is in the conversation, False once it was sent out, and None if it never was in it."""
        here = {"conversation": conversation_id}
        found = self._database.read(lambda connection: connection.execute(statements.DISMISSED, here).first())
        return None if found is None else not found.dismissed

    def take_part(self, conversation_id: str, present: bool) -> None:
        """Record that the bot was sent out of a conversation that it was in, or called back."""
        values = {"conversation": conversation_id, "dismissed": not present}
        self._database.write(lambda connection: connection.execute(statements.CONVERSATION, values).close())

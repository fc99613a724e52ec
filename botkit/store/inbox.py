"""The inbox in SQL: messages that are waiting for an answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy import Row as Found

from botkit.domain import DialogueState, Message
from botkit.domain.errors import Busy
from botkit.store import statements
from botkit.store.confidential import Confidential
from botkit.store.database import Database
from botkit.store.records import message_of, message_row
from botkit.store.split_numbers import take_out_of_earlier
from botkit.store.tables import ConversationRow, InboxRow


@dataclass(frozen=True, slots=True)
class Capacity:
    """The maximum numbers of waiting messages: overall, in one conversation, and of one tenant."""

    anywhere: int
    here: int
    of_tenant: int


class SqlInbox:
    """A `botkit.domain.ports.Inbox`. Each method is one short transaction."""

    def __init__(self, database: Database, confidential: Confidential, capacity: Capacity) -> None:
        self._database = database
        self._confidential = confidential
        self._capacity = capacity

    def accept(self, message: Message) -> Message:
        """Store a message durably. If (channel, external_id) exists already, return the stored message.

        Raises Busy if too many messages are waiting.
        """
        sealed = self._confidential.sealed(message.text)
        message = self._confidential.message(message)
        row = {**message_row(message), "sealed": sealed}
        most = self._capacity
        limits = {"most_here": most.here, "most_of_tenant": most.of_tenant, "most": most.anywhere}

        def keep(connection: Connection) -> Message | Busy:
            whose = {"conversation": message.conversation_id, "tenant": message.tenant}
            crowd = connection.execute(statements.CROWD, {**whose, **limits}).one()
            refusal = self._too_many(crowd)
            if refusal is None:
                if not crowd.known:
                    new = self._new_conversation(message.conversation_id)
                    statements.add_unless_there(connection, ConversationRow, ("id",), new)
                if statements.add_unless_there(connection, InboxRow, ("channel", "external_id"), row):
                    return take_out_of_earlier(connection, message, self._confidential.redact)
            same = connection.execute(
                statements.SAME_MESSAGE, {"same_channel": message.channel, "same_id": message.external_id}
            )
            if refusal is None:
                return message_of(same.one())
            known = same.one_or_none()
            return message_of(known) if known else refusal

        kept = self._database.write(keep)
        if isinstance(kept, Busy):
            raise kept
        return kept

    def unanswered(self) -> list[str]:
        """Return the ids of conversations with messages waiting, longest wait first."""
        waiting = select(InboxRow.conversation_id).where(InboxRow.answered_at.is_(None))
        oldest_first = waiting.group_by(InboxRow.conversation_id).order_by(func.min(InboxRow.position))
        return list(self._database.read(lambda connection: connection.execute(oldest_first).scalars().all()))

    def settled(self, message_ids: Collection[str]) -> set[str]:
        """Return those of the messages that are no longer waiting, because they were answered or deleted."""
        named = InboxRow.message_id.in_(message_ids)
        with self._database.reading() as session:
            waiting = session.scalars(select(InboxRow.message_id).where(named, InboxRow.answered_in.is_(None)))
            return set(message_ids) - set(waiting)

    def _new_conversation(self, conversation_id: str) -> dict[str, object]:
        return {"id": conversation_id, "fence": 0, "length": 0, "state": self._confidential.state_json(DialogueState())}

    def _too_many(self, crowd: Found[Any]) -> Busy | None:
        if crowd.here >= self._capacity.here:
            return Busy("I'm still at your earlier messages; please wait for the answers, then send this one again")
        if crowd.anywhere >= self._capacity.anywhere or crowd.of_tenant >= self._capacity.of_tenant:
            return Busy("too many people are asking just now; please send your message again in a minute")
        return None

"""Leases in SQL: the right to answer in a conversation for a limited time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, tuple_, update
from sqlalchemy import Row as Found

from botkit.domain import MAX_MESSAGE_CHARACTERS, Claim, Conversation, now
from botkit.domain.errors import StaleClaim
from botkit.store import statements
from botkit.store.confidential import Confidential
from botkit.store.database import Database
from botkit.store.history import turns_between
from botkit.store.records import merged
from botkit.store.tables import ConversationRow

LEASE_SECONDS = 15.0
"""The time after which another process may take a claim that was neither committed nor renewed."""


class SqlLeases:
    """A `botkit.domain.ports.Leases`. Each method is one short transaction.

    A claim that was not committed or renewed within `lease` may be taken by another process. A claim covers at most
    `most_merged` messages.
    """

    def __init__(self, database: Database, confidential: Confidential, *, lease: timedelta, most_merged: int) -> None:
        self._database = database
        self._confidential = confidential
        self._lease = lease
        self._most_merged = most_merged

    def claim(self, conversation_id: str | None = None, *, merge: bool = False) -> Claim | None:
        """Claim the message that has waited longest in any free conversation; return None if there is none.

        `conversation_id` restricts this to one conversation. With `merge`, all the messages waiting in it become one.
        """
        head = statements.HEAD if conversation_id is None else statements.HEAD_HERE

        def take(connection: Connection) -> Claim | None:
            asked = {} if conversation_id is None else {"conversation": conversation_id}
            while row := connection.execute(head, {"present": now(), **asked}).first():
                # Read the waiting messages again: only now that the conversation is ours can nobody else answer in it.
                if parts := self._waiting(connection, row.id, together=merge):
                    return self._claimed(connection, row, parts)
                if conversation_id is not None:
                    return None
            return None

        return self._database.write(take, durable=False)

    def extend(self, claim: Claim) -> Claim | None:
        """Return a claim that replaces this one and includes the messages that have come since; None if there are none.

        Raises StaleClaim if the claim has passed to another process.
        """

        def take(connection: Connection) -> Claim | StaleClaim | None:
            row = connection.execute(statements.HELD, held(claim)).one_or_none()
            if row is None:
                return over(claim)
            parts = self._waiting(connection, row.id, together=True)
            return self._claimed(connection, row, parts) if len(parts) > len(claim.merged) + 1 else None

        more = self._database.write(take, durable=False)
        if isinstance(more, StaleClaim):
            raise more
        return more

    def renew(self, claims: Collection[Claim]) -> None:
        """Extend the leases of the claims that still hold."""
        ours = tuple_(ConversationRow.id, ConversationRow.fence).in_(
            [(claim.conversation.id, claim.fence) for claim in claims]
        )
        still_held = update(ConversationRow).where(ours, ConversationRow.lease_until.is_not(None))
        self._database.note(still_held, {"lease_until": now() + self._lease})

    def release(self, claim: Claim, *, pause: float = 0.0) -> None:
        """Give a claim back unanswered; nobody can take it for `pause` seconds."""
        # A higher fence keeps a process that is still working on it from committing.
        free = {"fence": claim.fence + 1, "lease_until": now() + timedelta(seconds=pause) if pause else None}
        self._database.note(statements.HOLDER, {**held(claim), **free})

    def _waiting(self, connection: Connection, conversation_id: str, *, together: bool) -> Sequence[Found[Any]]:
        limits = {"conversation": conversation_id, "most": self._most_merged if together else 1}
        rows = connection.execute(statements.WAITING, limits).all()
        return _together(rows) if together else rows

    def _claimed(self, connection: Connection, row: Found[Any], parts: Sequence[Found[Any]]) -> Claim:
        fence = row.fence + 1
        taken = {"conversation": row.id, "fence": fence, "lease_until": now() + self._lease}
        connection.execute(statements.CONVERSATION, taken)
        state = self._confidential.state_of(row.state)
        texts = [self._confidential.original(part.text, part.sealed, state) for part in parts]
        recent = turns_between(connection, row.id, after=row.length - Conversation.RECENT)
        return Claim(
            conversation=Conversation(
                id=row.id, length=row.length, state=state, recent=recent, hand_off=row.hand_off_id
            ),
            message=replace(merged(parts), text="\n".join(texts)[-MAX_MESSAGE_CHARACTERS:]),
            fence=fence,
            merged=tuple(part.message_id for part in parts[:-1]),
        )


def held(claim: Claim) -> dict[str, object]:
    """Return the parameters of `statements.HELD` and `statements.HOLDER`."""
    return {"conversation": claim.conversation.id, "held": claim.fence}


def over(claim: Claim) -> StaleClaim:
    """Return the error that reports that the claim no longer holds."""
    return StaleClaim(
        f"the claim {claim.fence} on conversation {claim.conversation.id} is over; claim it again to answer"
    )


def _together(rows: Sequence[Found[Any]]) -> Sequence[Found[Any]]:
    """Return the leading rows that can be answered as one: they share a destination, and are not too long together."""
    length = -1
    for number, row in enumerate(rows):
        length += len(row.text) + 1
        if (row.channel, row.address) != (rows[0].channel, rows[0].address) or length > MAX_MESSAGE_CHARACTERS:
            return rows[:number]
    return rows

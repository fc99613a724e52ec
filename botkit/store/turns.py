"""Commits of turns, in SQL."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from botkit.domain import STAFF, Claim, Delivery, DialogueState, Turn, now
from botkit.store import statements
from botkit.store.confidential import Confidential
from botkit.store.database import Database
from botkit.store.hand_offs import hand_over
from botkit.store.leases import held, over
from botkit.store.records import attachment_rows, turn_row
from botkit.store.split_numbers import without_late_redaction


class SqlTurns:
    """A `botkit.domain.ports.Turns`. A commit is one short transaction.

    A reply that somebody is listening for is reserved for them for the length of `reserved`.
    """

    def __init__(self, database: Database, confidential: Confidential, *, reserved: timedelta) -> None:
        self._database = database
        self._confidential = confidential
        self._reserved = reserved

    def commit(
        self, claim: Claim, turn: Turn, state: DialogueState, *, heard: bool = False, to_staff: bool = False
    ) -> Delivery:
        """Store turn, state and outgoing reply together. Raises StaleClaim if the claim has passed to another process.

        If somebody is listening for the reply (`heard`), it is reserved for them as by `SqlOutbox.take`. With
        `to_staff`, the message goes to the open hand-off, or opens one; a turn without a reply is only passed on.
        """
        conversation_id, channel = claim.conversation.id, turn.message.channel
        kept = self._confidential.turn(turn, claim.conversation.state, state)
        done = {"length": turn.seq, "state": self._confidential.state_json(state), "lease_until": None}
        answered = {"answered_at": turn.at, "answered_in": turn.seq, "sealed": None, "enclosures": None}
        files = attachment_rows(file.without_text for file in claim.message.files)
        last = {**answered, "message": claim.message.id, "enclosures": files}
        row = turn_row(kept, conversation_id)
        outgoing = {"conversation_id": conversation_id, "seq": turn.seq, "channel": channel, "attempts": int(heard)}

        def keep(connection: Connection) -> tuple[int, str, Turn] | None:
            if connection.execute(statements.HOLDER, {**held(claim), **done}).one_or_none() is None:
                return None
            if claim.merged:
                connection.execute(statements.ANSWERED, [{"message": merged, **answered} for merged in claim.merged])
            message = connection.execute(statements.ANSWERED_LAST, last).one_or_none()
            told = without_late_redaction(kept, message.text) if message and not claim.merged else kept
            connection.execute(statements.TURN, row if told is kept else turn_row(told, conversation_id))
            if to_staff:
                number = hand_over(connection, claim.conversation.hand_off, conversation_id, told)
            if not to_staff or told.reply.text:
                due_at = now() + self._reserved if heard else now()
                number = connection.execute(statements.OUTGOING, {**outgoing, "due_at": due_at}).scalar_one()
            return number, (message.preview if message else "") or "", told

        outcome = self._database.write(keep)
        if outcome is None:
            raise over(claim)
        number, preview, told = outcome
        if to_staff and not told.reply.text:
            channel = STAFF
        return Delivery(
            number,
            channel,
            conversation_id,
            turn.message.address,
            told.reply,
            attempts=int(heard),
            seq=turn.seq,
            preview=preview,
        )

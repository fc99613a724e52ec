"""Changes to hand-offs in SQL: taking over, writing to the customer, giving back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from botkit.domain import HandOff, HandOffEventKind, HandOffStatus, StaffMember
from botkit.domain.errors import HandOffError
from botkit.store.confidential import Confidential
from botkit.store.database import Database
from botkit.store.hand_offs.lookup import SqlHandOffLookup
from botkit.store.hand_offs.transitions import OPEN, add_event, found, note_claim, open_hand_off, send, take_away
from botkit.store.records import hand_off_of
from botkit.store.tables import ConversationRow, HandOffEventRow, HandOffRow, InboxRow


class SqlHandOffs(SqlHandOffLookup):
    """A `botkit.domain.ports.HandOffStore`. Each method is one short transaction.

    Starting or ending a hand-off takes the conversation away from the process that is answering in it: that turn is not
    committed, and its message is answered again.
    """

    def __init__(self, database: Database, confidential: Confidential) -> None:
        super().__init__(database)
        self._redact = confidential.redact

    def begin(self, conversation_id: str, staff: StaffMember) -> HandOff:
        """Take the conversation over and return its hand-off: the open one if there is one.

        Raises HandOffError if the conversation does not exist.
        """
        with self._database.writing() as session:
            conversation = session.scalars(_locked_conversation(conversation_id)).one_or_none()
            latest = select(InboxRow).where(InboxRow.conversation_id == conversation_id)
            message = session.scalars(latest.order_by(InboxRow.position.desc()).limit(1)).one_or_none()
            if conversation is None or message is None:
                raise HandOffError(f"there is no conversation {conversation_id!r}; it may have been deleted")
            row = _open_row(session, conversation)
            if row is None:
                row = open_hand_off(session, conversation_id, message.channel, message.sender, message.address)
                take_away(conversation, row.id)
                add_event(session, row, HandOffEventKind.OPENED, conversation.length, tell_staff=True)
                note_claim(session, row, conversation.length, staff, by=staff)
            return hand_off_of(row)

    def claim(self, hand_off_id: int, staff: StaffMember, *, by: StaffMember | None = None) -> HandOff:
        """Assign the hand-off to `staff`, whoever had it before."""
        with self._database.writing() as session:
            row = _locked(session, hand_off_id)
            if row.claimed_by != staff.id:
                note_claim(session, row, _length(session, row), staff, by=by or staff)
            return hand_off_of(row)

    def say(self, hand_off_id: int, staff: StaffMember, text: str, external_id: str) -> HandOff:
        """Store a staff member's message for delivery to the customer; repeating an `external_id` changes nothing."""
        with self._database.writing() as session:
            row = _locked(session, hand_off_id)
            same = (HandOffEventRow.hand_off_id == row.id, HandOffEventRow.external_id == external_id)
            if session.scalars(select(HandOffEventRow.id).where(*same)).one_or_none() is None:
                length = _length(session, row)
                if row.status == HandOffStatus.WAITING:
                    note_claim(session, row, length, staff, by=staff)
                event = add_event(
                    session,
                    row,
                    HandOffEventKind.STAFF,
                    length,
                    text=self._redact(text),
                    staff=staff,
                    external_id=external_id,
                    tell_staff=True,
                )
                send(session, row, event, row.channel)
            return hand_off_of(row)

    def end(
        self,
        hand_off_id: int,
        status: HandOffStatus,
        told: str,
        *,
        by: StaffMember | None = None,
        note: str = "",
        idle_since: datetime | None = None,
    ) -> HandOff | None:
        """Give the conversation back to the bot, which tells the customer with the text `told` ("" says nothing).

        Returns None, and does nothing, if anything has happened since `idle_since`. Raises HandOffError if the hand-off
        has ended.
        """
        kind = HandOffEventKind.RETURNED if status is HandOffStatus.RETURNED else HandOffEventKind.EXPIRED
        with self._database.writing() as session:
            known = found(session.get(HandOffRow, hand_off_id))
            conversation = session.scalars(_locked_conversation(known.conversation_id)).one()
            row = _locked(session, hand_off_id)
            if idle_since is not None and row.active_at > idle_since:
                return None
            row.status = status.value
            take_away(conversation, None)
            add_event(session, row, kind, conversation.length, text=self._redact(note), staff=by, tell_staff=True)
            if told:
                event = add_event(session, row, HandOffEventKind.BOT, conversation.length, text=told)
                send(session, row, event, row.channel)
            return hand_off_of(row)


def _locked(session: Session, hand_off_id: int) -> HandOffRow:
    """Return the row, locked by this transaction. Raises HandOffError if the hand-off has ended."""
    row = found(session.get(HandOffRow, hand_off_id, with_for_update={"key_share": True}, populate_existing=True))
    if row.status not in OPEN:
        raise HandOffError("this conversation has been given back to the bot; take it over to write to the customer")
    return row


def _locked_conversation(conversation_id: str) -> Select[ConversationRow]:
    return select(ConversationRow).where(ConversationRow.id == conversation_id).with_for_update(key_share=True)


def _open_row(session: Session, conversation: ConversationRow) -> HandOffRow | None:
    return None if conversation.hand_off_id is None else session.get(HandOffRow, conversation.hand_off_id)


def _length(session: Session, row: HandOffRow) -> int:
    """Return the number of turns in the conversation."""
    return session.scalars(select(ConversationRow.length).where(ConversationRow.id == row.conversation_id)).one()

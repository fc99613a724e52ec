"""Conversion of the values of `botkit.domain` to rows and JSON, and back."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Row as Found

from botkit.domain import (
    MAX_MESSAGE_CHARACTERS,
    STAFF,
    Attachment,
    AttachmentKind,
    Citation,
    DecisionKind,
    Delivery,
    DialogueState,
    Fate,
    Field,
    FieldKind,
    HandOff,
    HandOffEvent,
    HandOffEventKind,
    HandOffStatus,
    Message,
    Reply,
    StaffMember,
    StaffNews,
    Turn,
    Verdict,
)
from botkit.store.tables import HandOffEventRow, HandOffRow, InboxRow, OutboxRow, TurnRow
from intents.types import Intent, Slot, Understanding


def message_row(message: Message) -> dict[str, Any]:
    """Return the columns for the message."""
    return {
        "message_id": message.id,
        "conversation_id": message.conversation_id,
        "channel": message.channel,
        "external_id": message.external_id,
        "sender": message.sender,
        "profile": dict(message.profile) or None,
        "tenant": message.tenant or None,
        "address": dict(message.address),
        "text": message.text,
        "enclosures": attachment_rows(message.attachments),
        "received_at": message.received_at,
    }


def message_of(row: Found[Any]) -> Message:
    """Return the message stored in the row."""
    return Message(
        channel=row.channel,
        conversation_id=row.conversation_id,
        external_id=row.external_id,
        text=row.text,
        sender=row.sender,
        profile=row.profile or {},
        address=row.address,
        attachments=tuple(Attachment(**{**one, "kind": AttachmentKind(one["kind"])}) for one in row.enclosures or ()),
        received_at=row.received_at,
        id=row.message_id,
    )


def attachment_rows(attachments: Iterable[Attachment]) -> list[dict[str, Any]] | None:
    """Return the column for the attachments, or None if there are none."""
    return [asdict(one) for one in attachments] or None


def turn_row(turn: Turn, conversation_id: str) -> dict[str, Any]:
    """Return the columns for the turn; its message is in the inbox already."""
    return {
        "conversation_id": conversation_id,
        "seq": turn.seq,
        "message_id": turn.message.id,
        "understanding": asdict(turn.understanding),
        "decision": turn.reply.decision.value,
        "text": turn.reply.text,
        "citations": [asdict(citation) for citation in turn.reply.citations],
        "choices": list(turn.reply.choices),
        "field": asdict(turn.reply.field) if turn.reply.field else None,
        "verdicts": [asdict(verdict) for verdict in turn.verdicts],
        "at": turn.at,
    }


def turns_of(rows: Sequence[Found[Any]]) -> tuple[Turn, ...]:
    """Return the turns in the rows of `statements.TURNS`: one row for each answered message, oldest first."""
    return tuple(_turn_of(list(parts)) for _, parts in itertools.groupby(rows, key=lambda row: row.seq))


def _turn_of(rows: Sequence[Found[Any]]) -> Turn:
    row = rows[0]
    return Turn(
        seq=row.seq,
        message=merged(rows),
        understanding=_understanding(row.understanding),
        reply=_reply_of(row.reply_text, row),
        at=row.at,
        verdicts=tuple(_verdict(verdict) for verdict in row.verdicts or ()),
    )


def merged(rows: Sequence[Found[Any]]) -> Message:
    """Merge several messages into one: the last, with the texts and attachments of all."""
    if len(rows) == 1:
        return message_of(rows[0])
    whole = "\n".join(row.text for row in rows)
    messages = [message_of(row) for row in rows]
    attachments = dict.fromkeys(one for message in messages for one in message.attachments)
    return replace(messages[-1], text=whole[-MAX_MESSAGE_CHARACTERS:], attachments=tuple(attachments))


def delivery_of(row: OutboxRow, turn: TurnRow, message: InboxRow) -> Delivery:
    """Return the delivery of a reply to the place its message came from."""
    return Delivery(
        id=row.id,
        channel=row.channel,
        conversation_id=row.conversation_id,
        address=message.address,
        reply=_reply_of(turn.text, turn),
        attempts=row.attempts,
        seq=turn.seq,
        preview=message.preview or "",
    )


def event_delivery_of(row: OutboxRow, event: HandOffEvent, hand_off: HandOff) -> Delivery:
    """Return the delivery of a hand-off event to the customer or to staff."""
    to_staff = row.channel == STAFF
    return Delivery(
        id=row.id,
        channel=row.channel,
        conversation_id=row.conversation_id,
        address={} if to_staff else hand_off.address,
        reply=Reply(event.text, DecisionKind.HAND_OFF),
        attempts=row.attempts,
        author=event.by.name if event.by else "",
        news=StaffNews(hand_off, event) if to_staff else None,
    )


def hand_off_of(row: HandOffRow) -> HandOff:
    """Return the hand-off stored in the row."""
    claimed_by = None
    if row.claimed_by is not None:
        claimed_by = StaffMember(row.claimed_by, row.claimed_name or "", row.claimed_channel or "")
    return HandOff(
        id=row.id,
        conversation_id=row.conversation_id,
        status=HandOffStatus(row.status),
        channel=row.channel,
        customer=row.customer,
        opened_at=row.opened_at,
        active_at=row.active_at,
        address=row.address,
        claimed_by=claimed_by,
        reference=row.reference or "",
    )


def event_of(row: HandOffEventRow) -> HandOffEvent:
    """Return the event stored in the row."""
    by = None
    if row.staff_id is not None:
        by = StaffMember(row.staff_id, row.staff_name or "", row.staff_channel or "")
    return HandOffEvent(id=row.id, kind=HandOffEventKind(row.kind), seq=row.seq, at=row.at, text=row.text, by=by)


def state_json(state: DialogueState) -> dict[str, Any]:
    """Return the state as JSON."""
    return asdict(replace(state, values=dict(state.values)))


def state_of(data: dict[str, Any]) -> DialogueState:
    """Return the state that `state_json` wrote; fields that an older version did not write are empty."""
    return DialogueState(**{**data, "options": tuple(data.get("options", ()))})


def _reply_of(text: str, row: TurnRow | Found[Any]) -> Reply:
    return Reply(
        text=text,
        decision=DecisionKind(row.decision),
        citations=tuple(Citation(**citation) for citation in row.citations),
        choices=tuple(row.choices),
        field=_field_of(row.field) if row.field else None,
    )


def _field_of(data: dict[str, Any]) -> Field:
    return Field(FieldKind(data["kind"]), data["label"], tuple(data["choices"]))


def _verdict(data: dict[str, Any]) -> Verdict:
    return Verdict(**{**data, "fate": Fate(data["fate"])})


def _understanding(data: dict[str, Any]) -> Understanding:
    return Understanding(
        text=data["text"],
        intents=tuple(Intent(**intent) for intent in data["intents"]),
        slots=tuple(Slot(**slot) for slot in data["slots"]),
        mood=Intent(**data["mood"]) if data.get("mood") else None,
    )

"""The store on SQL: every method is one short transaction."""

from __future__ import annotations

import functools
import itertools
import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Insert,
    Select,
    Update,
    bindparam,
    func,
    insert,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from botkit.errors import Busy, MessageError, StaleClaim
from botkit.hand_off import STAFF, HandOffEventKind
from botkit.protocols import Redact
from botkit.state.archive import SqlArchive
from botkit.state.confidential import Confidential
from botkit.state.database import Database
from botkit.state.forgetting import forget_messages
from botkit.state.hand_offs import SqlHandOffs, hand_over, note_reference
from botkit.state.records import (
    delivery_of,
    event_delivery_of,
    event_of,
    hand_off_of,
    merged,
    message_of,
    turn_of,
    turn_row,
)
from botkit.state.tables import (
    ConversationRow,
    HandOffEventRow,
    HandOffRow,
    InboxRow,
    OutboxRow,
    Row,
    SecretRow,
    TurnRow,
)
from botkit.types import (
    MAX_MESSAGE_CHARACTERS,
    Claim,
    Conversation,
    Delivery,
    DialogueState,
    Message,
    Turn,
    now,
)

_INSERT: dict[str, Callable[[type[Row]], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}
_ROUND = 100
"""How many deliveries are read at once."""
_FORGOTTEN_AT_ONCE = 500
"""How many messages are deleted in one transaction: nobody should wait for it."""


class SqlStore:
    """Keeps conversations in the database at `url`; opens and migrates it. Raises StoreError.

    `redact` takes out of a message what must never be stored, before it is written; `keys` encrypt what a form needs
    nevertheless (see `Confidential`). A claim that was not committed or renewed within `lease_seconds` may be taken by
    somebody else; a reserved delivery within `delivery_seconds`. At most `max_waiting` messages wait for an answer,
    and at most `max_waiting_here` in one conversation.
    """

    def __init__(
        self,
        url: str,
        redact: Redact,
        *,
        keys: str = "",
        lease_seconds: float = 15,
        delivery_seconds: float = 60,
        max_waiting: int = 1_000,
        max_waiting_here: int = 20,
    ) -> None:
        self._confidential = Confidential(redact, keys)
        self._database = Database.open(url)
        self._lease = timedelta(seconds=lease_seconds)
        self._delivery = timedelta(seconds=delivery_seconds)
        self._max_waiting = max_waiting
        self._max_waiting_here = max_waiting_here

    @property
    def hand_offs(self) -> SqlHandOffs:
        """Conversations with people, in the same database."""
        return SqlHandOffs(self._database, self._confidential)

    @property
    def archive(self) -> SqlArchive:
        """Looking back at conversations, in the same database."""
        return SqlArchive(self._database, self._confidential.redact)

    def accept(self, message: Message) -> Message:
        """Keeps a message durably. Where (channel, external_id) is already there, returns the message kept then.

        Raises Busy if too many messages wait.
        """
        sealed = self._confidential.sealed(message.text)
        message = replace(message, text=self._confidential.redact(message.text))
        with self._database.writing() as session:
            _insert(session, ConversationRow, ("id",), **self._new_conversation(message.conversation_id))
            new = _insert(
                session,
                InboxRow,
                ("channel", "external_id"),
                message_id=message.id,
                conversation_id=message.conversation_id,
                channel=message.channel,
                external_id=message.external_id,
                sender=message.sender,
                profile=dict(message.profile) or None,
                address=dict(message.address),
                text=message.text,
                received_at=message.received_at,
                sealed=sealed,
            )
            if new:
                self._refuse_too_many(session, message.conversation_id)
                return message
            same = (InboxRow.channel == message.channel, InboxRow.external_id == message.external_id)
            return message_of(session.scalars(select(InboxRow).where(*same)).one())

    def claim(self, conversation_id: str | None = None, *, merge: bool = False) -> Claim | None:
        """The message that waits longest in any conversation that is free; None if there is none.

        `conversation_id` names the only conversation to look at. With `merge`, all messages that wait in it make one.
        """
        with self._database.writing(durable=False) as session:
            while head := session.scalars(_heads(conversation_id)).first():
                # Only now that the conversation is ours, nobody else answers in it: what waits is asked again.
                waiting = self._waiting_here(session, head.id)
                if parts := _together(waiting) if merge else waiting[:1]:
                    return self._claimed(session, head, parts)
                if conversation_id is not None:
                    return None
            return None

    def _waiting_here(self, session: Session, conversation_id: str) -> Sequence[InboxRow]:
        waiting = _waiting(conversation_id).order_by(InboxRow.position)
        return session.scalars(waiting.limit(self._max_waiting_here)).all()

    def _claimed(self, session: Session, row: ConversationRow, parts: Sequence[InboxRow]) -> Claim:
        fence = row.fence + 1
        taken = {"fence": fence, "lease_until": now() + self._lease}
        session.execute(update(ConversationRow).where(ConversationRow.id == row.id).values(**taken))
        state = self._confidential.state_of(row.state)
        texts = [self._confidential.original(part.text, part.sealed, state) for part in parts]
        return Claim(
            conversation=Conversation(
                id=row.id,
                length=row.length,
                state=state,
                recent=_latest(session, row.id, Conversation.RECENT),
                hand_off=row.hand_off_id,
            ),
            message=replace(merged(parts), text="\n".join(texts)[-MAX_MESSAGE_CHARACTERS:]),
            fence=fence,
            merged=tuple(part.message_id for part in parts[:-1]),
        )

    def renew(self, claims: Collection[Claim]) -> None:
        """Lengthens the leases of claims that still hold."""
        ours = tuple_(ConversationRow.id, ConversationRow.fence).in_(
            [(claim.conversation.id, claim.fence) for claim in claims]
        )
        held = (ours, ConversationRow.lease_until.is_not(None))
        with self._database.writing(durable=False) as session:
            session.execute(update(ConversationRow).where(*held).values(lease_until=now() + self._lease))

    def commit(
        self, claim: Claim, turn: Turn, state: DialogueState, *, heard: bool = False, to_staff: bool = False
    ) -> Delivery:
        """Turn, state and outgoing reply, together. Raises StaleClaim if the claim has passed to somebody else.

        Where the reply is being `heard`, it is reserved for the listener as by `take`. With `to_staff`, the message
        goes to the hand-off that is open, or opens one; a turn without a reply is only passed on.
        """
        conversation_id = claim.conversation.id
        kept = self._confidential.turn(turn, claim.conversation.state, state)
        done = {"length": turn.seq, "state": self._confidential.state_json(state), "lease_until": None}
        answered = {"answered_at": turn.at, "answered_in": turn.seq, "sealed": None}
        with self._database.writing() as session:
            ours = update(ConversationRow).where(*_held(claim)).values(**done).returning(ConversationRow.id)
            if session.scalars(ours).one_or_none() is None:
                raise _over(claim)
            messages = InboxRow.message_id.in_([*claim.merged, claim.message.id])
            session.execute(update(InboxRow).where(messages).values(**answered))
            session.execute(insert(TurnRow).values(turn_row(kept, conversation_id)))
            if to_staff:
                number = hand_over(session, claim.conversation.hand_off, conversation_id, kept)
            if not to_staff or kept.reply.text:
                outgoing = {
                    "conversation_id": conversation_id,
                    "seq": turn.seq,
                    "channel": turn.message.channel,
                    "due_at": now() + self._delivery if heard else now(),
                    "attempts": 1 if heard else 0,
                }
                number = session.scalars(insert(OutboxRow).values(**outgoing).returning(OutboxRow.id)).one()
        channel = STAFF if to_staff and not kept.reply.text else turn.message.channel
        return Delivery(number, channel, conversation_id, turn.message.address, kept.reply, int(heard))

    def release(self, claim: Claim, *, pause: float = 0.0) -> None:
        """Gives a claim back unanswered; nobody gets it for `pause` seconds."""
        # A higher fence, so that whoever still works on it cannot commit.
        free = {"fence": claim.fence + 1, "lease_until": now() + timedelta(seconds=pause) if pause else None}
        with self._database.writing(durable=False) as session:
            session.execute(update(ConversationRow).where(*_held(claim)).values(**free))

    def extend(self, claim: Claim) -> Claim | None:
        """A claim instead of this one, with the messages that came since; None if there are none.

        Raises StaleClaim if the claim has passed to somebody else.
        """
        row = select(ConversationRow).where(*_held(claim)).with_for_update(key_share=True)
        with self._database.writing(durable=False) as session:
            conversation = session.scalars(row).one_or_none()
            if conversation is None:
                raise _over(claim)
            parts = _together(self._waiting_here(session, claim.conversation.id))
            return self._claimed(session, conversation, parts) if len(parts) > len(claim.merged) + 1 else None

    def turn_for(self, message_id: str) -> Turn | None:
        """The turn that answered the message, if it has been answered. Raises MessageError if there is no message."""
        with self._database.reading() as session:
            message = session.scalars(select(InboxRow).where(InboxRow.message_id == message_id)).one_or_none()
            if message is None:
                raise MessageError("the message has been deleted")
            if message.answered_in is None:
                return None
            return _with_messages(session, _turn(message.conversation_id, message.answered_in))[0]

    def settled(self, message_ids: Collection[str]) -> set[str]:
        """Which of the messages wait no longer: those that were answered, and those that were deleted."""
        named = InboxRow.message_id.in_(message_ids)
        with self._database.reading() as session:
            waiting = session.scalars(select(InboxRow.message_id).where(named, InboxRow.answered_in.is_(None)))
            return set(message_ids) - set(waiting)

    def turns(self, conversation_id: str, *, last: int = 100) -> tuple[Turn, ...]:
        """The latest turns of the conversation, oldest first."""
        with self._database.reading() as session:
            return _latest(session, conversation_id, last)

    def unanswered(self) -> list[str]:
        """Ids of conversations that have messages waiting, those that wait longest first."""
        waiting = select(InboxRow.conversation_id).where(InboxRow.answered_at.is_(None))
        oldest_first = waiting.group_by(InboxRow.conversation_id).order_by(func.min(InboxRow.position))
        with self._database.reading() as session:
            return list(session.scalars(oldest_first))

    def delivery_for(self, message_id: str) -> Delivery | None:
        """The reply to the message, if it is on its way; None once it was delivered, or if there is none yet."""
        asked = aliased(InboxRow)
        answered = (asked.conversation_id == TurnRow.conversation_id) & (asked.answered_in == TurnRow.seq)
        reply = _deliveries().join(asked, answered).where(asked.message_id == message_id)
        with self._database.reading() as session:
            found = session.execute(reply).one_or_none()
            return delivery_of(found[0], found[1], found[2]) if found else None

    def undelivered(self, channels: Collection[str] | None = None) -> list[Delivery]:
        """What is due to go out, due longest first: of each conversation what comes next on a channel.

        `channels` limits them to those channels; None means all. At most 100 at a time.
        """
        earlier = aliased(OutboxRow)
        blocked = select(earlier.id).where(
            earlier.conversation_id == OutboxRow.conversation_id,
            earlier.channel == OutboxRow.channel,
            earlier.id < OutboxRow.id,
            earlier.delivered_at.is_(None),
        )
        due = _outgoing().where(OutboxRow.due_at <= now(), ~blocked.exists())
        if channels is not None:
            due = due.where(OutboxRow.channel.in_(channels))
        with self._database.reading() as session:
            rows = session.execute(due.order_by(OutboxRow.due_at, OutboxRow.id).limit(_ROUND))
            return [_delivery(*row) for row in rows]

    def take(self, delivery: Delivery) -> bool:
        """Reserves a due reply for the caller, for the length of a lease; False if somebody else was quicker.

        An attempt counts from here, and not from its end: after a crash in between, the reply may have arrived.
        """
        due = (OutboxRow.id == delivery.id, OutboxRow.delivered_at.is_(None), OutboxRow.due_at <= now())
        values = {"due_at": now() + self._delivery, "attempts": OutboxRow.attempts + 1}
        taken = update(OutboxRow).where(*due).values(**values).returning(OutboxRow.id)
        with self._database.writing() as session:
            return session.scalars(taken).one_or_none() is not None

    def delivered(self, delivery: Delivery, receipt: str) -> None:
        """Records that the reply has reached its channel; `receipt` is the channel's id of it.

        Where it told staff of a new hand-off, the receipt is the place where they talk about it.
        """
        with self._database.writing(durable=False) as session:
            session.execute(_on_its_way(delivery).values(receipt=receipt, delivered_at=now()))
            if delivery.news and delivery.news.event.kind is HandOffEventKind.OPENED:
                note_reference(session, delivery.news.hand_off.id, receipt)

    def failed(self, delivery: Delivery, *, retry_after: float, sent: bool = True) -> None:
        """Records a failed attempt; the reply is due again after that many seconds.

        If nothing was `sent`, it does not count as an attempt.
        """
        again = now() + timedelta(seconds=retry_after)
        with self._database.writing(durable=False) as session:
            attempts = OutboxRow.attempts if sent else OutboxRow.attempts - 1
            session.execute(_on_its_way(delivery).values(due_at=again, attempts=attempts))

    def forget(self, before: datetime) -> int:
        """Deletes what was answered before then, oldest first; how many messages, at most 500 at a time.

        A conversation goes with its last message, so it takes its state along.
        """
        old = select(InboxRow).where(InboxRow.answered_at < before).order_by(InboxRow.answered_at)
        with self._database.writing() as session:
            rows = session.scalars(old.limit(_FORGOTTEN_AT_ONCE)).all()
            forget_messages(session, rows)
            return len(rows)

    def secret(self, name: str) -> bytes:
        """32 random bytes, made when they are first asked for, and the same for every process from then on."""
        with self._database.writing() as session:
            _insert(session, SecretRow, ("name",), name=name, value=secrets.token_bytes(32))
            return session.scalars(select(SecretRow.value).where(SecretRow.name == name)).one()

    def close(self) -> None:
        """Closes the connections to the database."""
        self._database.close()

    def _new_conversation(self, conversation_id: str) -> dict[str, object]:
        return {"id": conversation_id, "fence": 0, "length": 0, "state": self._confidential.state_json(DialogueState())}

    def _refuse_too_many(self, session: Session, conversation_id: str) -> None:
        limits = {"here": self._max_waiting_here + 1, "anywhere": self._max_waiting + 1}
        counts = session.connection().execute(_waiting_counts(), {"conversation_id": conversation_id, **limits})
        here, anywhere = counts.one()
        if here > self._max_waiting_here:
            raise Busy("I'm still at your earlier messages; please wait for the answers, then send this one again")
        if anywhere > self._max_waiting:
            raise Busy("too many people are asking just now; please send your message again in a minute")


def _held(claim: Claim) -> tuple[ColumnElement[bool], ...]:
    """That the claim is still good. It may have run out, as long as nobody else has claimed since."""
    return (
        ConversationRow.id == claim.conversation.id,
        ConversationRow.fence == claim.fence,
        ConversationRow.lease_until.is_not(None),
    )


def _over(claim: Claim) -> StaleClaim:
    return StaleClaim(
        f"the claim {claim.fence} on conversation {claim.conversation.id} is over; claim it again to answer"
    )


def _insert(session: Session, table: type[Row], unique: tuple[str, ...], **values: object) -> bool:
    """Adds a row, unless one with the same `unique` columns is there; whether it did."""
    statement = _insertion(session.get_bind().dialect.name, table, unique)
    return session.connection().execute(statement, values).one_or_none() is not None


@functools.cache
def _insertion(dialect: str, table: type[Row], unique: tuple[str, ...]) -> Insert:
    """Built once: acknowledgements wait for it."""
    return _INSERT[dialect](table).on_conflict_do_nothing(index_elements=unique).returning(*table.__table__.primary_key)


@functools.cache
def _waiting_counts() -> Select[int, int]:
    """How many messages wait in `conversation_id`, at most `here`, and in all conversations, at most `anywhere`."""
    inbox = InboxRow.__table__.c
    waiting = select(inbox.position).where(inbox.answered_at.is_(None))
    here = waiting.where(inbox.conversation_id == bindparam("conversation_id")).limit(bindparam("here"))
    anywhere = waiting.limit(bindparam("anywhere"))
    counts = [select(func.count()).select_from(part.subquery()).scalar_subquery() for part in (here, anywhere)]
    return select(*counts)


def _heads(conversation_id: str | None) -> Select[ConversationRow]:
    """The free conversation with the message that waits longest, locked; those that others lock are passed by."""
    free = ConversationRow.lease_until.is_(None) | (ConversationRow.lease_until <= now())
    waiting = (InboxRow.conversation_id == ConversationRow.id) & InboxRow.answered_at.is_(None)
    heads = select(ConversationRow).join(InboxRow, waiting).where(free).order_by(InboxRow.position).limit(1)
    if conversation_id is not None:
        heads = heads.where(ConversationRow.id == conversation_id)
    return heads.with_for_update(of=ConversationRow, skip_locked=True, key_share=True)


def _waiting(conversation_id: str) -> Select[InboxRow]:
    return select(InboxRow).where(InboxRow.conversation_id == conversation_id, InboxRow.answered_at.is_(None))


def _together(rows: Sequence[InboxRow]) -> Sequence[InboxRow]:
    """The rows from the first on that can be answered as one: they go to the same place, and are not too long."""
    length = -1
    for number, row in enumerate(rows):
        length += len(row.text) + 1
        if (row.channel, row.address) != (rows[0].channel, rows[0].address) or length > MAX_MESSAGE_CHARACTERS:
            return rows[:number]
    return rows


def _turn(conversation_id: str, seq: int) -> Select[TurnRow]:
    return select(TurnRow).where(TurnRow.conversation_id == conversation_id, TurnRow.seq == seq)


def _latest(session: Session, conversation_id: str, count: int) -> tuple[Turn, ...]:
    latest = select(TurnRow).where(TurnRow.conversation_id == conversation_id)
    return tuple(reversed(_with_messages(session, latest.order_by(TurnRow.seq.desc()).limit(count))))


def _with_messages(session: Session, turns: Select[TurnRow]) -> list[Turn]:
    """The turns, all of one conversation, with what they answered."""
    rows = session.scalars(turns).all()
    if not rows:
        return []
    answered = select(InboxRow).where(
        InboxRow.conversation_id == rows[0].conversation_id, InboxRow.answered_in.in_([row.seq for row in rows])
    )
    messages = session.scalars(answered.order_by(InboxRow.answered_in, InboxRow.position))
    parts = {seq: list(group) for seq, group in itertools.groupby(messages, key=lambda message: message.answered_in)}
    return [turn_of(row, parts[row.seq]) for row in rows]


_SAME_TURN = (TurnRow.conversation_id == OutboxRow.conversation_id) & (TurnRow.seq == OutboxRow.seq)


def _deliveries() -> Select[OutboxRow, TurnRow, InboxRow]:
    """Replies of turns that are on their way."""
    return (
        select(OutboxRow, TurnRow, InboxRow)
        .join(TurnRow, _SAME_TURN)
        .join(InboxRow, InboxRow.message_id == TurnRow.message_id)
        .where(OutboxRow.delivered_at.is_(None))
    )


def _outgoing() -> Select[OutboxRow, TurnRow, InboxRow, HandOffEventRow, HandOffRow]:
    """All that is on its way: replies of turns, and what happened in hand-offs."""
    return (
        select(OutboxRow, TurnRow, InboxRow, HandOffEventRow, HandOffRow)
        .outerjoin(TurnRow, _SAME_TURN)
        .outerjoin(InboxRow, InboxRow.message_id == TurnRow.message_id)
        .outerjoin(HandOffEventRow, HandOffEventRow.id == OutboxRow.event_id)
        .outerjoin(HandOffRow, HandOffRow.id == HandOffEventRow.hand_off_id)
        .where(OutboxRow.delivered_at.is_(None))
    )


def _delivery(
    outgoing: OutboxRow,
    turn: TurnRow | None,
    message: InboxRow | None,
    event: HandOffEventRow | None,
    hand_off: HandOffRow | None,
) -> Delivery:
    if event is not None and hand_off is not None:
        return event_delivery_of(outgoing, event_of(event), hand_off_of(hand_off))
    assert turn is not None and message is not None  # noqa: S101, PT018 - for the type checker: it is one or the other
    return delivery_of(outgoing, turn, message)


def _on_its_way(delivery: Delivery) -> Update:
    return update(OutboxRow).where(OutboxRow.id == delivery.id, OutboxRow.delivered_at.is_(None))

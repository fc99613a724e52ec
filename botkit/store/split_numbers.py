"""A number that somebody spread over several messages: neither half gives it away, both together do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select, update

from botkit.domain import Message, Turn
from botkit.domain.ports import BETWEEN_MESSAGES, Redact
from botkit.store.tables import ConversationRow, HandOffEventRow, InboxRow, TurnRow

_TOGETHER = 4
"""Messages that are read together."""
_TELLING = 4
"""Characters of a number: what is shorter stands anywhere, and is left where it was repeated."""
_HALF = re.compile(r"\d(?:[\d\W_]*\d)?")
"""Digits, and what may stand between them."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change that redaction made to a text after it was kept: the `part` taken out, and what is there `instead`."""

    part: str
    instead: str

    @classmethod
    def between(cls, before: str, after: str) -> Change:
        """Return the change that turns `before` into `after`."""
        start = _shared(before, after)
        rest, kept = before[start:], after[start:]
        end = _shared(rest[::-1], kept[::-1])
        return cls(rest[: len(rest) - end].strip(), kept[: len(kept) - end].strip())

    def made_in(self, value: Any) -> Any:
        """Return a JSON value with the change made in each of its texts."""
        match value:
            case str():
                return value.replace(self.part, self.instead) if len(self.part) >= _TELLING else value
            case dict():
                return {key: self.made_in(one) for key, one in value.items()}
            case list() | tuple():
                return [self.made_in(one) for one in value]
        return value


def without_split_numbers(texts: Sequence[str], redact: Redact) -> Sequence[str]:
    """Return the texts of consecutive messages, already redacted, without numbers that go on from one to the next.

    What stands in its place says in each of them what it was.
    """
    for first in range(len(texts) - 2, -1, -1):
        together = _joined(texts[first:], redact)
        if together is not None:
            return [*texts[:first], *together]
    if len(texts) > 1 and (halves := _halves(texts[-2], texts[-1], redact)):
        return [*texts[:-2], *halves]
    return texts


def take_out_of_earlier(connection: Connection, message: Message, redact: Redact) -> Message:
    """Take a number begun by earlier messages out of them and out of `message`, just kept; return that without it."""
    if not any(character.isdigit() or character == "@" for character in message.text):
        return message
    latest = select(InboxRow.message_id, InboxRow.text, InboxRow.answered_in).where(
        InboxRow.conversation_id == message.conversation_id, InboxRow.sender == message.sender
    )
    rows = connection.execute(latest.order_by(InboxRow.position.desc()).limit(_TOGETHER)).all()[::-1]
    before = [row.text for row in rows]
    for row, text in zip(rows, without_split_numbers(before, redact), strict=True):
        if text == row.text:
            continue
        connection.execute(update(InboxRow).where(InboxRow.message_id == row.message_id).values(text=text))
        if row.message_id == message.id:
            message = replace(message, text=text)
        else:
            _take_out(connection, message.conversation_id, row.answered_in, Change.between(row.text, text))
    return message


def without_late_redaction(turn: Turn, kept: str) -> Turn:
    """Return the turn for its message as it is `kept` now: some of it may have been redacted while it was answered."""
    if turn.message.text == kept:
        return turn
    change = Change.between(turn.message.text, kept)
    understanding = replace(turn.understanding, text=change.made_in(turn.understanding.text), slots=())
    return replace(
        turn,
        message=replace(turn.message, text=kept),
        understanding=understanding,
        reply=replace(turn.reply, text=change.made_in(turn.reply.text)),
    )


def _shared(one: str, other: str) -> int:
    """Count the characters with which both begin alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (ours, theirs) in pairs if ours != theirs), min(len(one), len(other)))


def _joined(texts: Sequence[str], redact: Redact) -> list[str] | None:
    """Return the texts without a number that reaches from the first to the last; None if there is none."""
    whole = BETWEEN_MESSAGES.join(texts)
    redacted = redact(whole)
    start = _shared(whole, redacted)
    end = len(whole) - _shared(whole[start:][::-1], redacted[start:][::-1])
    if redacted == whole or start >= len(texts[0]) or end <= len(whole) - len(texts[-1]):
        return None
    instead = redacted[start : len(redacted) - (len(whole) - end)]
    middle = [instead] * (len(texts) - 2)
    return [texts[0][:start] + instead, *middle, instead + whole[end:]]


def _halves(earlier: str, later: str, redact: Redact) -> list[str] | None:
    """Return the two texts without a number split between them, its first digits and the rest, with words between."""
    first, rest = list(_HALF.finditer(earlier)), _HALF.search(later)
    if not first or not rest:
        return None
    together = _joined([first[-1][0], rest[0]], redact)
    if together is None:
        return None
    begun = earlier[: first[-1].start()] + together[0] + earlier[first[-1].end() :]
    return [begun, later[: rest.start()] + together[1] + later[rest.end() :]]


def _take_out(connection: Connection, conversation_id: str, seq: int | None, change: Change) -> None:
    """Make the change wherever an earlier message was repeated: in its turn, the state, and what staff were told."""
    state = connection.execute(select(ConversationRow.state).where(ConversationRow.id == conversation_id)).scalar_one()
    if (pending := change.made_in(state.get("pending"))) != state.get("pending"):
        here = update(ConversationRow).where(ConversationRow.id == conversation_id)
        connection.execute(here.values(state={**state, "pending": pending}))
    if seq is None:
        return
    of_turn = (TurnRow.conversation_id == conversation_id, TurnRow.seq == seq)
    turn = connection.execute(select(TurnRow.understanding, TurnRow.text, TurnRow.verdicts).where(*of_turn)).one()
    understanding = change.made_in(turn.understanding)
    if understanding != turn.understanding:
        understanding["slots"] = []  # where they stood in the text fits no more
    told = {"text": change.made_in(turn.text), "verdicts": change.made_in(turn.verdicts)}
    connection.execute(update(TurnRow).where(*of_turn).values(understanding=understanding, **told))
    events = select(HandOffEventRow.id, HandOffEventRow.text).where(
        HandOffEventRow.conversation_id == conversation_id, HandOffEventRow.seq == seq
    )
    for event in connection.execute(events).all():
        if (text := change.made_in(event.text)) != event.text:
            connection.execute(update(HandOffEventRow).where(HandOffEventRow.id == event.id).values(text=text))

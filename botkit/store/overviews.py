"""Lists of conversations: search by words, and overviews."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from botkit.domain import Overview
from botkit.store.tables import ConversationRow, FeedbackRow, InboxRow, TurnRow


def telling(latest: Select[str, datetime], words: list[str]) -> Select[str, datetime]:
    """Narrow a query for conversations to those with all words in a message or its reply, or of that person."""
    latest = latest.join(InboxRow, InboxRow.message_id == TurnRow.message_id)
    for word in words:
        said = InboxRow.text.icontains(word, autoescape=True) | TurnRow.text.icontains(word, autoescape=True)
        latest = latest.where(said | (InboxRow.sender == word) | (InboxRow.conversation_id == word))
    return latest


def overviews(session: Session, ids: list[str]) -> Iterator[Overview]:
    """Yield the overviews of the conversations, in the order of `ids`."""
    decisions: dict[str, dict[str, int]] = defaultdict(dict)
    counted = select(TurnRow.conversation_id, TurnRow.decision, func.count()).where(TurnRow.conversation_id.in_(ids))
    for conversation, decision, number in session.execute(counted.group_by(TurnRow.conversation_id, TurnRow.decision)):
        decisions[conversation][decision] = number
    span = select(TurnRow.conversation_id, func.min(TurnRow.seq), func.max(TurnRow.at), func.min(TurnRow.at)).where(
        TurnRow.conversation_id.in_(ids)
    )
    spans = {row[0]: row[1:] for row in session.execute(span.group_by(TurnRow.conversation_id))}
    unhelpful = select(FeedbackRow.conversation_id, func.count()).where(
        FeedbackRow.conversation_id.in_(ids), FeedbackRow.helpful.is_(False)
    )
    complaints = {row[0]: row[1] for row in session.execute(unhelpful.group_by(FeedbackRow.conversation_id))}
    for conversation in ids:
        seq, last_at, first_at = spans[conversation]
        opening = (
            select(InboxRow, ConversationRow.hand_off_id)
            .join(TurnRow, TurnRow.message_id == InboxRow.message_id)
            .join(ConversationRow, ConversationRow.id == TurnRow.conversation_id)
            .where(TurnRow.conversation_id == conversation, TurnRow.seq == seq)
        )
        message, hand_off = session.execute(opening).one()
        yield Overview(
            id=conversation,
            channel=message.channel,
            customer=message.sender,
            name=(message.profile or {}).get("name", ""),
            first_at=first_at,
            last_at=last_at,
            opening=message.text,
            turns=sum(decisions[conversation].values()),
            decisions=decisions[conversation],
            unhelpful=complaints.get(conversation, 0),
            hand_off=hand_off,
        )

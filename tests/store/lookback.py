"""Conversations to look back at."""

from dataclasses import replace
from datetime import datetime

from botkit.domain import DecisionKind, DialogueState, Feedback, Message, Reply, Turn, now
from botkit.store import SqlStore
from intents.types import Understanding


def talk(
    store: SqlStore,
    conversation: str,
    *lines: tuple[str, str],
    decision: DecisionKind = DecisionKind.ANSWER,
    at: datetime | None = None,
) -> None:
    """Questions with their answers."""
    for number, (question, answer) in enumerate(lines):
        external_id = f"{conversation}/{question}/{number}"
        profile = {"name": "Ada King"} if conversation == "ada" else {}
        sender = f"customer-{conversation}"
        store.inbox.accept(Message("web", conversation, external_id, question, sender=sender, profile=profile))
        claim = store.leases.claim(conversation)
        assert claim is not None
        turn = Turn(claim.conversation.length + 1, claim.message, Understanding(question), Reply(answer, decision))
        store.turns.commit(claim, replace(turn, at=at or now()), DialogueState())


def thinks(conversation: str, seq: int = 1, *, helpful: bool = False, **more: str) -> Feedback:
    return Feedback(conversation, seq, helpful, now(), **more)

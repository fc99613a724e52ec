"""A turn of a long conversation costs what its tenth cost."""

import time
from datetime import timedelta

import pytest
from sqlalchemy import event, insert

from botkit.domain import DecisionKind, DialogueState, Message, Reply, Turn, now
from botkit.store import SqlStore
from botkit.store.tables import InboxRow, OutboxRow, TurnRow
from intents.types import Understanding

LONG = 10_000


def take_turn(store: SqlStore, number: int, conversation: str = "c1") -> None:
    store.inbox.accept(Message("web", conversation, f"m{number}", "What does a card cost?"))
    claim = store.leases.claim()
    assert claim is not None
    reply = Reply("8 EUR.", DecisionKind.ANSWER)
    turn = Turn(claim.conversation.length + 1, claim.message, Understanding(claim.message.text), reply)
    delivery = store.turns.commit(claim, turn, DialogueState())
    (due,) = store.outbox.undelivered(["web"])
    assert store.outbox.take(due)
    store.outbox.delivered(delivery, "")


def lengthen(store: SqlStore) -> None:
    """The rows that LONG turns leave behind."""
    past = now() - timedelta(days=1)
    numbers = range(11, LONG + 1)
    with store._database.writing() as session:
        session.execute(
            insert(InboxRow),
            [
                {
                    "message_id": f"id{n}",
                    "conversation_id": "c1",
                    "channel": "web",
                    "external_id": f"m{n}",
                    "sender": "",
                    "address": {},
                    "text": "What does a card cost?",
                    "received_at": past,
                    "answered_at": past,
                    "answered_in": n,
                }
                for n in numbers
            ],
        )
        session.execute(
            insert(TurnRow),
            [
                {
                    "conversation_id": "c1",
                    "seq": n,
                    "message_id": f"id{n}",
                    "understanding": {"text": "What does a card cost?", "intents": [], "slots": []},
                    "decision": "answer",
                    "text": "8 EUR.",
                    "citations": [],
                    "choices": [],
                    "at": past,
                }
                for n in numbers
            ],
        )
        done = {"conversation_id": "c1", "channel": "web", "due_at": past, "attempts": 1, "delivered_at": past}
        session.execute(insert(OutboxRow), [{**done, "seq": n} for n in numbers])
        session.connection().exec_driver_sql(f"UPDATE conversations SET length = {LONG}")


def statements_of(store: SqlStore, statements: list[str], numbers: range) -> float:
    """The number of statements that a turn runs."""
    statements.clear()
    for number in numbers:
        take_turn(store, number)
    return len(statements) / len(numbers)


def test_a_turn_of_a_long_conversation_costs_what_its_tenth_cost(database_url: str) -> None:
    store = SqlStore(database_url, str)
    statements: list[str] = []
    event.listen(store._database._engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    early = statements_of(store, statements, range(1, 11))
    lengthen(store)
    late = statements_of(store, statements, range(LONG + 1, LONG + 11))
    assert late == pytest.approx(early, abs=1)
    assert len(store.history.turns("c1")) == 100

    took: dict[str, list[float]] = {"c1": [], "short": []}
    for number in range(20):  # in turns, and the quickest of each: what other work on the machine adds is not meant
        for conversation, times in took.items():
            began = time.perf_counter()
            take_turn(store, 2 * LONG + number + (100 if conversation == "short" else 0), conversation)
            times.append(1000 * (time.perf_counter() - began))
    long, short = min(took["c1"]), min(took["short"][5:])
    assert long < 2 * short, f"{long:.1f} ms in the long conversation, {short:.1f} ms in the short one"
    store.close()

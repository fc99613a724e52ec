from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from botkit.domain import DecisionKind, DialogueState, Feedback, Message, Reply, Turn, now
from botkit.domain.errors import MessageError
from botkit.store import SqlStore
from intents.types import Understanding


@pytest.fixture
def store(database_url: str) -> Iterator[SqlStore]:
    store = SqlStore(database_url, lambda text: text.replace("4111 1111 1111 1111", "[card]"))
    yield store
    store.close()


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


def test_the_latest_opinion_counts_and_nothing_secret_is_kept_of_it(store: SqlStore) -> None:
    talk(store, "ada", ("What does a card cost?", "8 EUR."))
    store.archive.rate(thinks("ada", helpful=False, comment=" My card is 4111 1111 1111 1111 ", sender="u1"))
    store.archive.rate(thinks("ada", helpful=True, sender="u2"))
    store.archive.rate(thinks("ada", helpful=False, comment="No, my card 4111 1111 1111 1111!", sender="u1"))

    found = store.archive.feedback("ada")

    assert [(one.sender, one.helpful, one.comment) for one in found] == [
        ("u2", True, ""),
        ("u1", False, "No, my card [card]!"),
    ]


@pytest.mark.parametrize(
    ("feedback", "why"),
    [
        (thinks("ada", 2), "there is no reply 2"),
        (thinks("bob"), "there is no reply 1"),
        (thinks("ada", comment="x" * 1001), "1,001 characters"),
    ],
)
def test_an_opinion_on_nothing_is_refused(store: SqlStore, feedback: Feedback, why: str) -> None:
    talk(store, "ada", ("What does a card cost?", "8 EUR."))

    with pytest.raises(MessageError, match=why):
        store.archive.rate(feedback)
    assert store.archive.feedback("ada") == ()


def test_conversations_are_found_by_what_was_said_and_by_whom(store: SqlStore) -> None:
    talk(store, "ada", ("What does a card cost?", "It is 8 EUR."), ("thanks", "You're welcome."))
    talk(store, "bob", ("Where is my card?", "It takes 100% of a week."))

    def found(words: str = "") -> list[str]:
        return [overview.id for overview in store.archive.find(words)]

    assert found() == ["bob", "ada"]
    assert found("CARD") == ["bob", "ada"]
    assert found("card eur") == ["ada"]
    assert found("card thanks") == [], "not in one turn"
    assert found("100%") == ["bob"]
    assert found("_") == []
    assert found("customer-bob") == ["bob"]
    assert found("ada") == ["ada"]
    assert [overview.id for overview in store.archive.find(limit=1)] == ["bob"]


def test_a_list_tells_how_a_conversation_went(store: SqlStore) -> None:
    talk(store, "ada", ("What does a card cost?", "8 EUR."), ("And gold?", "9 EUR."))
    talk(store, "ada", ("And lead?", "I don't know."), decision=DecisionKind.REFUSE)
    talk(store, "bob", ("hello", "Hello!"), decision=DecisionKind.SMALLTALK)
    store.archive.rate(thinks("ada", 3))

    bob, ada = store.archive.find()

    assert (ada.opening, ada.name, ada.customer, ada.channel) == (
        "What does a card cost?",
        "Ada King",
        "customer-ada",
        "web",
    )
    assert (ada.turns, ada.decisions, ada.unhelpful) == (3, {"answer": 2, "refuse": 1}, 1)
    assert ada.first_at < ada.last_at <= bob.first_at
    assert store.archive.find(unhelpful=True) == (ada,)


def test_days_are_counted_without_a_gap(store: SqlStore) -> None:
    today = datetime.now(UTC).replace(hour=12)
    talk(store, "ada", ("one", "1"), ("two", "2"), at=today - timedelta(days=2))
    talk(store, "ada", ("three", "3"), at=today, decision=DecisionKind.REFUSE)
    talk(store, "old", ("four", "4"), at=today - timedelta(days=30))
    store.archive.rate(thinks("ada", 1, helpful=True))
    store.archive.rate(thinks("ada", 2, helpful=False))

    days = store.archive.days(3)

    assert [day.date for day in days] == [(today - timedelta(days=number)).date() for number in (2, 1, 0)]
    assert [dict(day.turns) for day in days] == [{"answer": 2}, {}, {"refuse": 1}]
    assert [day.conversations for day in days] == [1, 0, 0]
    assert [(day.helpful, day.unhelpful) for day in days] == [(0, 0), (0, 0), (1, 1)]


def test_a_conversation_is_given_out_and_deleted_with_what_was_thought_of_it(store: SqlStore) -> None:
    talk(store, "ada", ("What does a card cost?", "8 EUR."))
    talk(store, "bob", ("hello", "Hello!"))
    store.archive.rate(thinks("ada", comment="too dear"))

    given = store.archive.export("ada")
    store.archive.delete("ada")

    assert [row["comment"] for row in given["feedback"]] == ["too dear"]
    assert [row["text"] for row in given["turns"]] == ["8 EUR."]
    assert store.archive.feedback("ada") == ()
    assert store.history.turns("ada") == ()
    assert len(store.history.turns("bob")) == 1

from datetime import UTC, datetime, timedelta

from botkit.domain import DecisionKind
from botkit.store import SqlStore
from tests.store.lookback import talk, thinks


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

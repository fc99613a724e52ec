import pytest

from botkit.domain import Feedback
from botkit.domain.errors import MessageError
from botkit.store import SqlStore
from tests.store.lookback import talk, thinks


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

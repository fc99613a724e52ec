"""Old conversations go, and nothing else."""

from datetime import timedelta

from botkit.domain import now
from botkit.store import Database, SqlStore, export
from tests.store.two_customers import everything


def test_what_is_too_old_is_forgotten_and_what_waits_stays(store: SqlStore, database: Database) -> None:
    everything(store)
    assert store.retention.forget(now() - timedelta(days=1)) == 0
    assert store.retention.forget(now()) == 3
    assert store.history.turns("C-shared") == ()
    assert store.inbox.unanswered() == ["D-Johanna"]
    assert [row["id"] for row in export(database, "U-Johanna")["conversations"]] == ["D-Johanna"]

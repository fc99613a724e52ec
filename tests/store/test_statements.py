import sqlite3
from typing import Any

from sqlalchemy import Engine, event

from botkit.store import SqlStore
from tests.store.talk import answer, message, redact


def test_nothing_reads_a_whole_table_however_long_it_grows(url: str) -> None:
    statements: dict[str, Any] = {}

    def note(connection: object, cursor: object, statement: str, parameters: object, *_: object) -> None:
        statements[statement] = parameters

    store = SqlStore(url, redact)
    event.listen(Engine, "before_cursor_execute", note)
    try:
        kept = store.inbox.accept(message("m1"))
        _, delivery = answer(store)
        store.history.turn_for(kept.id)
        store.history.turns("c1")
        store.inbox.unanswered()
        store.outbox.delivery_for(kept.id)
        store.outbox.undelivered(["slack"])
        store.outbox.undelivered()
        store.outbox.take(delivery)
        store.outbox.failed(delivery, retry_after=1)
        store.outbox.delivered(delivery, "")
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    store.close()

    database = sqlite3.connect(url.removeprefix("sqlite:///"))
    plans = {
        statement: [row[-1] for row in database.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]
        for statement, parameters in statements.items()
        if statement.startswith(("SELECT", "UPDATE"))
    }
    database.close()
    assert len(plans) >= 12
    for statement, plan in plans.items():
        tables = [
            step for step in plan if not step.startswith(("SCAN anon_", "SCAN CONSTANT"))
        ]  # what a LIMIT let through
        assert not [step for step in tables if step.startswith("SCAN") and "INDEX" not in step], statement

"""Everything that is known about a person is given out, and deleted."""

import json
from pathlib import Path

import pytest

from botkit.domain import DecisionKind, DialogueState, Message, Reply, Turn
from botkit.domain.errors import MessageError, StaleClaim
from botkit.store import Database, SqlStore, erase, export
from botkit.store.people import bytes_found
from botkit.testing.postgresql import PostgresServer
from intents.types import Understanding
from tests.store.two_customers import JOHANNA, everything, say


def test_an_export_holds_what_a_person_wrote_and_got_and_nothing_of_others(store: SqlStore, database: Database) -> None:
    everything(store)
    given = json.dumps(export(database, "U-Johanna"), ensure_ascii=False)
    assert all(trace in given for trace in JOHANNA)
    assert "U-Robert" not in given
    assert "8 EUR" not in given
    assert json.loads(given)["messages"][0]["text"] == "I live in Gänseblümchenweg 7"


def test_an_unknown_person_has_an_empty_export(database: Database) -> None:
    assert export(database, "nobody")["messages"] == []


def test_who_is_erased_is_gone_and_the_others_stay(store: SqlStore, database: Database) -> None:
    everything(store)
    erasure = erase(database, "U-Johanna")
    assert (erasure.messages, erasure.conversations) == (3, 1)
    assert export(database, "U-Johanna")["messages"] == []
    assert [turn.reply.text for turn in store.history.turns("C-shared")] == ["A card costs 8 EUR."]
    assert store.history.turns("D-Johanna") == ()
    assert store.inbox.unanswered() == []
    say(store, "U-Robert", "and a second one?", "The same.", "C-shared")
    assert [turn.seq for turn in store.history.turns("C-shared")] == [2, 3]


def test_a_conversation_can_be_erased_by_its_id(store: SqlStore, database: Database) -> None:
    everything(store)
    assert erase(database, "C-shared").messages == 2
    assert store.history.turns("C-shared") == ()
    assert len(store.history.turns("D-Johanna")) == 1


def test_a_turn_that_was_under_way_is_not_committed(store: SqlStore, database: Database) -> None:
    kept = store.inbox.accept(Message("slack", "D-Johanna", "m1", "my secret is blue", sender="U-Johanna"))
    claim = store.leases.claim()
    assert claim is not None
    erase(database, "U-Johanna")
    turn = Turn(1, claim.message, Understanding("my secret is blue"), Reply("blue!", DecisionKind.ANSWER))
    with pytest.raises(StaleClaim):
        store.turns.commit(claim, turn, DialogueState())
    with pytest.raises(MessageError, match="deleted"):
        store.history.turn_for(kept.id)


def test_no_byte_of_an_erased_person_is_left_in_the_files(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/conversations.db"
    store, database = SqlStore(url, str), Database.open(url)
    everything(store)
    files = [*tmp_path.iterdir()]
    assert bytes_found(files, JOHANNA) > 0
    erasure = erase(database, "U-Johanna")
    assert erasure.found == 0
    assert erasure.traces > 8
    assert {file.name for file in erasure.files} >= {"conversations.db", "conversations.db-wal"}
    assert bytes_found([*tmp_path.iterdir()], JOHANNA) == 0
    assert bytes_found([*tmp_path.iterdir()], ["U-Robert", "what does a card cost?"]) > 0
    store.close()
    database.close()


def test_what_is_left_because_somebody_reads_is_found_and_told(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/conversations.db"
    store, database = SqlStore(url, str), Database.open(url)
    everything(store)
    with database.reading() as session:
        session.connection().exec_driver_sql("SELECT count(*) FROM inbox")
        assert erase(database, "U-Johanna").found > 0
    assert erase(database, "U-Johanna").messages == 0
    assert bytes_found([*tmp_path.iterdir()], JOHANNA) == 0
    store.close()
    database.close()


def test_no_byte_of_an_erased_person_is_left_in_the_tables_of_a_server(
    postgres: PostgresServer, postgres_url: str
) -> None:
    store, database = SqlStore(postgres_url, str), Database.open(postgres_url)
    everything(store)
    postgres.execute("CHECKPOINT")
    tables = [path for path in (postgres.data / "base").rglob("*") if path.is_file()]
    assert bytes_found(tables, JOHANNA) > 0
    erase(database, "U-Johanna")
    postgres.execute("CHECKPOINT")
    tables = [path for path in (postgres.data / "base").rglob("*") if path.is_file()]
    assert bytes_found(tables, JOHANNA) == 0
    store.close()
    database.close()

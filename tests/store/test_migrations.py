from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, create_engine, inspect, text

from botkit.domain import DecisionKind, DialogueState, Message, Reply, Turn
from botkit.domain.errors import StoreError
from botkit.store import SqlStore, check, upgrade
from botkit.store.migrate import configuration
from botkit.store.tables import Row
from botkit.testing.postgresql import PostgresServer
from intents.types import Understanding


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, url: str) -> Iterator[str]:
    """A database without tables."""
    if request.param == "sqlite":
        yield url
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    address = server.new_database()
    yield address
    server.drop_database(address)


@pytest.fixture
def engine(empty_url: str) -> Iterator[Engine]:
    engine = create_engine(empty_url)
    yield engine
    engine.dispose()


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, Row.metadata))


def downgrade(engine: Engine, revision: str) -> None:
    with engine.begin() as connection:
        command.downgrade(configuration(connection), revision)


def talk(url: str) -> None:
    """One answered message, and one that waits."""
    store = SqlStore(url, str)
    store.inbox.accept(Message("web", "c1", "m1", "hello"))
    claim = store.leases.claim()
    assert claim is not None
    reply = Reply("Hello!", DecisionKind.SMALLTALK)
    store.turns.commit(claim, Turn(1, claim.message, Understanding("hello"), reply), DialogueState(pending="x"))
    store.inbox.accept(Message("web", "c1", "m2", "and now?"))
    store.close()


def test_the_migrations_make_the_tables_that_the_code_expects(empty_url: str, engine: Engine) -> None:
    upgrade(empty_url)
    with engine.connect() as connection:
        assert differences(connection) == []
        for table in Row.metadata.sorted_tables:
            there = {
                index["name"]: "WHERE" if index["dialect_options"].get(f"{engine.name}_where") is not None else ""
                for index in inspect(connection).get_indexes(table.name)
                if not index.get("duplicates_constraint")
            }
            assert there == {
                index.name: "WHERE" if index.dialect_options[engine.name]["where"] is not None else ""
                for index in table.indexes
            }


def test_a_difference_would_be_seen(engine: Engine) -> None:
    with engine.connect() as connection:
        assert differences(connection) != []


def test_down_and_up_again_leads_to_the_same_tables(empty_url: str, engine: Engine) -> None:
    upgrade(empty_url)
    downgrade(engine, "base")
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    upgrade(empty_url)
    with engine.connect() as connection:
        assert differences(connection) == []


@pytest.mark.parametrize("revision", ["0001"])
def test_down_and_up_again_keeps_what_is_there(empty_url: str, engine: Engine, revision: str) -> None:
    talk(empty_url)
    downgrade(engine, revision)
    upgrade(empty_url)
    store = SqlStore(empty_url, str)
    (turn,) = store.history.turns("c1")
    assert (turn.message.text, turn.reply.text) == ("hello", "Hello!")
    claim = store.leases.claim()
    assert claim is not None
    assert (claim.message.text, claim.conversation.state.pending) == ("and now?", "x")
    assert len(store.outbox.undelivered()) == 1
    store.close()


def test_upgrading_again_keeps_what_is_there(empty_url: str) -> None:
    talk(empty_url)
    upgrade(empty_url)
    store = SqlStore(empty_url, str)
    assert store.inbox.unanswered() == ["c1"]
    store.close()


def test_a_migration_that_fails_leaves_nothing_behind(empty_url: str, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE turns (mine TEXT)"))
    with pytest.raises(StoreError, match="already exists"):
        upgrade(empty_url)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["turns"]


def test_a_database_of_a_newer_version_is_refused(empty_url: str, engine: Engine) -> None:
    upgrade(empty_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"newer version of botkit wrote it \(revision 9999\); upgrade botkit"):
        SqlStore(empty_url, str)


@pytest.mark.parametrize(("there", "remedy"), [("0001", "botkit db upgrade"), ("9999", "upgrade botkit")])
def test_a_check_says_what_to_do_about_tables_of_another_version(
    empty_url: str, engine: Engine, there: str, remedy: str
) -> None:
    upgrade(empty_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :there"), {"there": there})
    health = check(empty_url)
    assert not health.good
    assert next(line for line in health.lines() if line.startswith(f"tables: revision {there}")).endswith(remedy)

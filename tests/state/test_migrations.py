from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from botkit.errors import StoreError
from botkit.state import SqlStore, upgrade
from botkit.state.migrate import configuration
from botkit.state.tables import Row
from botkit.types import Message


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = create_engine(url)
    yield engine
    engine.dispose()


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, Row.metadata))


def test_the_migrations_make_the_tables_that_the_code_expects(url: str, engine: Engine) -> None:
    upgrade(url)
    with engine.connect() as connection:
        assert differences(connection) == []
        for table in Row.metadata.sorted_tables:
            there = {index["name"]: index["dialect_options"] for index in inspect(connection).get_indexes(table.name)}
            assert {name: str(options["sqlite_where"]) for name, options in there.items()} == {
                index.name: str(index.dialect_options["sqlite"]["where"]) for index in table.indexes
            }


def test_a_difference_would_be_seen(engine: Engine) -> None:
    with engine.connect() as connection:
        assert differences(connection) != []


def test_down_and_up_again_leads_to_the_same_tables(url: str, engine: Engine) -> None:
    upgrade(url)
    with engine.begin() as connection:
        command.downgrade(configuration(connection), "base")
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    upgrade(url)
    with engine.connect() as connection:
        assert differences(connection) == []


def test_upgrading_again_keeps_what_is_there(url: str) -> None:
    store = SqlStore(url, str)
    store.accept(Message("web", "c1", "m1", "hello"))
    store.close()
    upgrade(url)
    store = SqlStore(url, str)
    assert store.unanswered() == ["c1"]
    store.close()


def test_a_migration_that_fails_leaves_nothing_behind(url: str, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE turns (mine TEXT)"))
    with pytest.raises(StoreError, match="table turns already exists"):
        upgrade(url)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["turns"]


def test_a_database_of_a_newer_version_is_refused(url: str, engine: Engine) -> None:
    upgrade(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"newer version of botkit wrote it \(revision 9999\); upgrade botkit"):
        SqlStore(url, str)


def test_the_tables_can_be_made_on_postgresql() -> None:
    dialect = postgresql.dialect()
    tables = [str(CreateTable(table).compile(dialect=dialect)) for table in Row.metadata.sorted_tables]
    indexes = [
        str(CreateIndex(index).compile(dialect=dialect))
        for table in Row.metadata.tables.values()
        for index in table.indexes
    ]
    assert any("state JSONB NOT NULL" in table for table in tables)
    assert any("position BIGSERIAL NOT NULL" in table for table in tables)
    assert any("TIMESTAMP WITH TIME ZONE" in table for table in tables)
    assert all("answered_at IS NULL" in index or "delivered_at IS NULL" in index for index in indexes)

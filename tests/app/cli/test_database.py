"""The commands about what is kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine

from botkit.assembly import open_store
from botkit.domain import Message
from botkit.domain.errors import ConfigError
from botkit.project.layout import DataDirectory
from botkit.project.project import Project
from botkit.store.migrate import configuration
from tests.small_bot import Ran, SmallBot, run


@pytest.fixture
def bot(tmp_path: Path) -> SmallBot:
    """A bot with a document and a conversation."""
    folder = tmp_path / "small"
    (folder / "documents").mkdir(parents=True)
    (folder / "documents" / "faq.csv").write_text("question,answer\nWhen?,Now.\n")
    bot = SmallBot(folder, tmp_path / "data")
    store = open_store(Project.open(folder, DataDirectory(bot.data)))
    store.inbox.accept(Message("web", "web:c1", "m1", "My cat is called Mauzilla", sender="U-Johanna"))
    store.close()
    return bot


def test_a_database_is_checked_and_nothing_is_changed(bot: SmallBot) -> None:
    checked = db(bot, "check")
    assert checked.status == 0
    assert "tables: up to date" in checked.out
    assert "conversations: 1 with 0 turns" in checked.out
    assert "waiting for an answer: 1 messages" in checked.out


def test_a_database_that_is_not_there_is_not_made_by_looking(bot: SmallBot) -> None:
    file = next(bot.data.rglob("botkit.db"))
    file.unlink()
    checked = db(bot, "check")
    assert (checked.status, checked.out) == (
        1,
        f"database: sqlite:///{file}\ntables: none yet; the bot makes them when it starts\n",
    )
    assert not file.exists()


def test_an_older_database_is_told_and_upgraded(bot: SmallBot) -> None:
    file = next(bot.data.rglob("botkit.db"))
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        command.downgrade(configuration(connection), "0001")
    engine.dispose()
    checked = db(bot, "check")
    assert (checked.status, "tables: revision 0001, but this version" in checked.out) == (1, True)
    upgraded = db(bot, "upgrade")
    assert (upgraded.status, "tables: up to date" in upgraded.out) == (0, True)
    assert "waiting for an answer: 1 messages" in upgraded.out


def test_a_person_is_exported_and_erased(bot: SmallBot) -> None:
    given = json.loads(bot.run("export", "U-Johanna").out)
    assert [message["text"] for message in given["messages"]] == ["My cat is called Mauzilla"]
    erased = bot.run("erase", "U-Johanna", "--yes")
    assert erased.status == 0
    assert "deleted: 1 messages, 1 conversations" in erased.out
    assert "0 bytes found" in erased.out
    assert json.loads(bot.run("export", "U-Johanna").out)["messages"] == []
    assert b"Mauzilla" not in b"".join(file.read_bytes() for file in bot.data.rglob("*") if file.is_file())


def test_nothing_is_erased_without_a_yes(bot: SmallBot) -> None:
    assert bot.run("erase", "U-Johanna", stdin=b"n\n").status != 0
    assert "Mauzilla" in bot.run("export", "U-Johanna").out


def test_a_key_that_is_not_set_is_told_with_its_place(bot: SmallBot) -> None:
    (bot.folder / "bot.yaml").write_text("privacy:\n  key_env: NO_SUCH_KEY_HERE\n")
    with pytest.raises(ConfigError, match=r"bot.yaml:2: the environment variable NO_SUCH_KEY_HERE is not set"):
        open_store(Project.open(bot.folder, DataDirectory(bot.data)))


def db(bot: SmallBot, command: str) -> Ran:
    return run("db", command, str(bot.folder), "--data", str(bot.data))

"""Migration of the tables, with the revisions that are part of the package."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from botkit.domain.errors import StoreError

FOLDER = Path(__file__).parent / "migrations"


def configuration(connection: Connection) -> Config:
    """Return the configuration for Alembic's commands to work on `connection`, within its open transaction."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def revision(connection: Connection) -> str:
    """Return the revision of the existing tables, or "" if there are none."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def newest_revision() -> str:
    """Return the newest revision of the tables that this version knows."""
    return ScriptDirectory(str(FOLDER)).get_current_head() or ""


def is_known(revision: str) -> bool:
    """Return True if this version knows that revision of the tables."""
    return revision in {script.revision for script in ScriptDirectory(str(FOLDER)).walk_revisions()}


def to_head(connection: Connection, name: str) -> None:
    """Run the missing migrations, all in the connection's transaction.

    Raises StoreError if the database has migrations that this version doesn't know; `name` is its name in the message.
    """
    config = configuration(connection)
    scripts = ScriptDirectory.from_config(config)
    there = set(MigrationContext.configure(connection).get_current_heads())
    if unknown := {revision for revision in there if not is_known(revision)}:
        raise StoreError(
            f"database {name}: a newer version of botkit wrote it (revision {', '.join(sorted(unknown))}); "
            "upgrade botkit, or name another database"
        )
    if there == set(scripts.get_heads()):
        return
    if (
        connection.dialect.name == "postgresql"
    ):  # of several processes starting together, only one migrates (SQLite has a single writer)
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('botkit migrations'))"))
    command.upgrade(config, "head")

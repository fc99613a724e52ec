"""The health of a database: its version, any damage, and the work waiting in it. Nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select, text

from botkit.store.database import Database
from botkit.store.failure import plain
from botkit.store.migrate import is_known, newest_revision, revision
from botkit.store.tables import ConversationRow, InboxRow, OutboxRow, TurnRow


@dataclass(frozen=True, slots=True)
class Health:
    """The findings of `check`. `here` and `newest` are table revisions; the counts exist only if the two are equal."""

    name: str
    here: str
    newest: str
    damage: tuple[str, ...] = ()
    conversations: int | None = None
    turns: int | None = None
    waiting: int | None = None
    undelivered: int | None = None

    @property
    def _remedy(self) -> str:
        if is_known(self.here):
            return "the bot brings them up to date when it starts, and so does botkit db upgrade"
        return "a newer version wrote it: upgrade botkit"

    @property
    def good(self) -> bool:
        """True if the bot can work with the database as it is."""
        return self.here == self.newest and not self.damage

    def lines(self) -> Iterator[str]:
        """Yield the findings, one per line."""
        yield f"database: {self.name}"
        if self.here == self.newest:
            yield f"tables: up to date (revision {self.here})"
            yield f"conversations: {self.conversations:,} with {self.turns:,} turns"
            yield f"waiting for an answer: {self.waiting:,} messages; for delivery: {self.undelivered:,} replies"
        elif not self.here:
            yield "tables: none yet; the bot makes them when it starts"
        else:
            yield f"tables: revision {self.here}, but this version of botkit has {self.newest}; {self._remedy}"
        yield from (f"damage: {problem}" for problem in self.damage)


def check(url: str) -> Health:
    """Inspect the database without migrating it. Raises StoreError if it can't be reached."""
    database = Database.unchanged(url)
    name, file, newest = plain(database.url), database.url.database, newest_revision()
    if database.is_sqlite and file and not Path(file).exists():
        return Health(name, "", newest)  # opening the file would create it
    try:
        with database.reading() as session:
            here = revision(session.connection())
            health = Health(name, here, newest)
            if here != newest:
                return health
            if database.is_sqlite:
                problems = [str(row[0]) for row in session.execute(text("PRAGMA integrity_check(10)"))]
                orphans = session.execute(text("PRAGMA foreign_key_check")).all()
                problems += [f"a row of {row[0]} refers to one of {row[2]} that is not there" for row in orphans[:10]]
                health = Health(health.name, here, newest, tuple(problem for problem in problems if problem != "ok"))
            counts = {
                "conversations": select(func.count()).select_from(ConversationRow),
                "turns": select(func.count()).select_from(TurnRow),
                "waiting": select(func.count()).where(InboxRow.answered_at.is_(None)),
                "undelivered": select(func.count()).where(OutboxRow.delivered_at.is_(None)),
            }
            found = {name: session.scalar(statement) for name, statement in counts.items()}
            return Health(health.name, here, newest, health.damage, **found)
    finally:
        database.close()

"""Commands about stored data: the database itself, and everything known about a person."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from botkit.app.cli.options import DATA, Bot, Data, opened

app = typer.Typer(help="The database with the conversations.", no_args_is_help=True, rich_markup_mode=None)

User = Annotated[
    str, typer.Argument(metavar="USER", help="The channel's id of the person, or the id of a conversation.")
]


@app.command()
def upgrade(bot: Bot, data: Data = DATA) -> None:
    """Bring the tables up to date; the bot also does so when it starts."""
    from botkit import store as state

    state.upgrade(_url(bot, data))
    _print_health(bot, data)


@app.command()
def check(bot: Bot, data: Data = DATA) -> None:
    """Look at the database without changing it; the exit status is 1 if the bot cannot work with it as it is."""
    if not _print_health(bot, data):
        sys.exit(1)


def export_person(bot: Bot, user: User, data: Data = DATA) -> None:
    """Print everything that is known about a person, as JSON."""
    from botkit import store as state

    database = state.Database.open(_url(bot, data))
    try:
        typer.echo(json.dumps(state.export(database, user), ensure_ascii=False, indent=1))
    finally:
        database.close()


def erase_person(
    bot: Bot,
    user: User,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask whether you are sure.")] = False,
    data: Data = DATA,
) -> None:
    """Delete everything that is known about a person, and search the raw files for what may be left."""
    from botkit import store as state

    if not yes:
        typer.confirm(f"Delete everything about {user} for good?", abort=True)
    database = state.Database.open(_url(bot, data))
    try:
        erasure = state.erase(database, user)
    finally:
        database.close()
    typer.echo(f"deleted: {erasure.messages:,} messages, {erasure.conversations:,} conversations")
    if not database.is_sqlite:
        typer.echo(
            "the tables were written anew; the server's write-ahead log and backups are its operator's to rotate"
        )
        return
    searched = f"{len(erasure.files)} files searched for {erasure.traces:,} texts and ids"
    typer.echo(f"{searched}: {erasure.found:,} bytes found")
    if erasure.found:
        from botkit.domain.errors import StoreError

        raise StoreError("a reader kept older pages of the database alive; run the command again when the bot is idle")


def _url(bot: Path, data: Path) -> str:
    from botkit.assembly import database_url

    return database_url(opened(bot, data))


def _print_health(bot: Path, data: Path) -> bool:
    """Print the database's health; return whether the bot can work with it."""
    from botkit import store as state

    health = state.check(_url(bot, data))
    for line in health.lines():
        typer.echo(line)
    return health.good

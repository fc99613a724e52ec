"""Commands about the team: the accounts that may sign in to the staff console."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from botkit.app.cli.options import DATA, Bot, Data, opened

if TYPE_CHECKING:
    from botkit.store.accounts import SqlAccounts

app = typer.Typer(help="The team: who may sign in to the staff console.", no_args_is_help=True, rich_markup_mode=None)

Login = Annotated[str, typer.Argument(metavar="LOGIN", help="The name to sign in with.")]


@app.command()
def add(
    bot: Bot,
    login: Login,
    name: Annotated[str, typer.Option(help="The name that customers see. Default: LOGIN.")] = "",
    role: Annotated[
        Literal["viewer", "agent", "admin"],  # as in Role, whose import would slow down every --help
        typer.Option(help="viewer reads, agent takes over, admin also deletes."),
    ] = "agent",
    data: Data = DATA,
) -> None:
    """Let somebody sign in, or change their name, role and password. The password is asked for, or read from a pipe."""
    from botkit.domain import Role

    with _accounts(bot, data) as accounts:
        accounts.add(login, name or login, Role(role), _password())
    typer.echo(f"{login}: {role} may sign in")


@app.command()
def remove(bot: Bot, login: Login, data: Data = DATA) -> None:
    """Take away an account; whoever is signed in with it is signed out."""
    with _accounts(bot, data) as accounts:
        if not accounts.remove(login):
            from botkit.domain.errors import ConfigError

            raise ConfigError(f"there is no account {login!r}; see: botkit staff list {bot}")
    typer.echo(f"{login}: removed")


@app.command("list")
def list_accounts(bot: Bot, data: Data = DATA) -> None:
    """List the accounts that may sign in."""
    with _accounts(bot, data) as accounts:
        for account in accounts.all():
            typer.echo(f"{account.login}\t{account.role}\t{account.name}")


def _password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


@contextmanager
def _accounts(bot: Path, data: Path) -> Iterator[SqlAccounts]:
    from botkit.assembly import database_url
    from botkit.store import Database
    from botkit.store.accounts import SqlAccounts

    database = Database.open(database_url(opened(bot, data)))
    try:
        yield SqlAccounts(database)
    finally:
        database.close()

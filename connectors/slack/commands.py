"""`botkit slack ...`: what to enter at Slack, and whether it fits."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

Bot = Annotated[Path, typer.Argument(metavar="BOT", help="The bot's folder, such as config/banking.")]
Url = Annotated[str, typer.Option("--url", metavar="URL", help="The bot's address: https://bot.example.com")]
ReadSettings = Callable[[Path], tuple[str, Mapping[str, Any]]]


def commands(read: ReadSettings) -> typer.Typer:
    """Make the commands; `read` gives a bot's name and the connector's part of its bot.yaml."""
    app = typer.Typer(help="Setting the bot up on Slack.", no_args_is_help=True, rich_markup_mode=None)

    @app.command()
    def manifest(bot: Bot, url: Url = "https://bot.example.com") -> None:
        """Print the app's manifest, to be pasted at https://api.slack.com/apps."""
        import yaml

        from connectors.slack.manifest import manifest as manifest_of
        from connectors.slack.settings import read_settings

        title, settings = read(bot)
        made = manifest_of(title, read_settings(settings), url.rstrip("/"))
        typer.echo(yaml.safe_dump(made, sort_keys=False, allow_unicode=True).rstrip())

    @app.command()
    def check(bot: Bot, url: Url = "") -> None:
        """Tell which token, permission, event or address is missing; the exit status is 1 if one is."""
        from connectors.slack.checkup import examine
        from connectors.slack.settings import read_settings

        _, settings = read(bot)
        wrong = False
        for finding in examine(read_settings(settings), os.environ, url):
            typer.echo(str(finding))
            wrong = wrong or bool(finding.remedy and not finding.found.startswith("not "))
            wrong = wrong or finding.found.startswith("not taken")
        if wrong:
            sys.exit(1)

    return app

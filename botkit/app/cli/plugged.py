"""Commands of installed connectors, under the connector's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import typer

from botkit.app.cli.options import DATA, opened
from botkit.project import discovery


def add_commands_of_connectors(app: typer.Typer) -> None:
    """Add the commands of the installed connectors."""
    for name in discovery.commands():
        app.add_typer(discovery.commands_of(name)(_reader(name)), name=name)


def _reader(name: str) -> Callable[[Path], tuple[str, Mapping[str, Any]]]:
    def read(bot: Path) -> tuple[str, Mapping[str, Any]]:
        """Return the bot's name, and the connector's part of its bot.yaml. Raises ConfigError."""
        settings = opened(bot, DATA).bot.settings
        return settings.name, settings.connectors.get(name, {})

    return read

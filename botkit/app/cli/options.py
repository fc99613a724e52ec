"""Parts that the commands share: their common options, the project, and a progress bar."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from botkit.project.layout import DataDirectory

if TYPE_CHECKING:
    from botkit.domain.ports import Progress
    from botkit.project.project import Project

Bot = Annotated[Path, typer.Argument(metavar="BOT", help="The bot's folder, such as config/banking.")]
Data = Annotated[Path, typer.Option("--data", metavar="DIR", help="Where built things are kept.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
DATA = Path(".botkit")


def opened(bot: Path, data: Path) -> Project:
    """Open the bot's project. Raises ConfigError."""
    from botkit.project.project import Project

    return Project.open(bot, DataDirectory(data))


@contextmanager
def shown_progress() -> Iterator[Progress]:
    """Show a progress bar on standard error, so that standard output holds results only."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    stderr = Console(stderr=True)
    with Progress(*columns, console=stderr, transient=True, disable=not stderr.is_terminal) as bar:
        task = bar.add_task("", total=None, visible=False)
        yield lambda what, done, total: bar.update(task, description=what, completed=done, total=total, visible=True)

"""`botkit import`: bots made from other tools' projects."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Make a bot out of another tool's project.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def _group() -> None:
    """Make a bot out of another tool's project."""


@app.command("rasa")
def import_rasa(
    source: Annotated[Path, typer.Argument(metavar="PROJECT", help="The folder of a Rasa project, version 3.")],
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The bot folder to make.")],
) -> None:
    """Convert training data, domain, rules, forms and test stories, and report what could not be converted."""
    from botkit.project.importing import import_rasa as convert

    report = convert(source, folder)
    typer.echo(report.text())
    for path in report.files:
        typer.echo(f"  {path}")
    typer.echo(f"\nNext:\n  botkit check {folder}\n  botkit models pull --for {folder}\n  botkit train {folder}")

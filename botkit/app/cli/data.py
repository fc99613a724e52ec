"""`botkit data`: import, export and checks of training data."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from botkit.app.cli.options import DATA, AsJson, Bot, Data, opened, shown_progress

app = typer.Typer(
    help="Training data: bring it in, take it out, check it.", no_args_is_help=True, rich_markup_mode=None
)

FormatName = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help="rasa, rasa-json, rasa-markdown, dialogflow, lex, csv, tsv, jsonl, clinc, sequences or nlu++; "
        "otherwise told from the file.",
    ),
]


@app.command("import")
def import_data(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="A file, a folder or a zip archive.")],
    bot: Bot,
    into: Annotated[
        Path | None, typer.Option("--into", metavar="FILE", help="In the bot's folder; nlu/NAME.yml otherwise.")
    ] = None,
    form: FormatName = None,
    split: Annotated[str | None, typer.Option("--split", help="Of CLINC150's JSON: train, val, test, ...")] = None,
) -> None:
    """Write another tool's data into a bot's nlu folder, in the Rasa NLU YAML format."""
    from botkit.training.examples import bring_in

    brought = bring_in(source, bot, into=into, form=form, split=split)
    typer.echo(f"{brought.path}: {brought.summary}")
    for note in brought.notes:
        typer.echo(f"note: {note}")


@app.command("export")
def export_data(
    bot: Bot,
    target: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write; its suffix names the format.")],
    form: FormatName = None,
    data: Data = DATA,
) -> None:
    """Write a bot's training data in another tool's format."""
    from botkit.project.project import training_data
    from intents.exchange import write_data

    found = training_data(opened(bot, data))
    name = write_data(found, target, form)
    typer.echo(f"{target}: {len(found.examples):,} examples ({name})")


@app.command("check")
def check_data(
    bot: Bot,
    least: Annotated[int, typer.Option(min=1, help="Examples that an intent should have.")] = 5,
    quick: Annotated[bool, typer.Option("--quick", help="Without the encoder: only what needs no vectors.")] = False,
    as_json: AsJson = False,
    data: Data = DATA,
) -> None:
    """Look for likely mistakes in the training data; the exit status is 1 if there are any."""
    from botkit.training.examples import look_through

    with shown_progress() as progress:
        findings = look_through(opened(bot, data), least=least, quick=quick, progress=progress)
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            typer.echo(f"{finding.kind}: {finding}")
        typer.echo("nothing found" if not findings else f"{len(findings):,} findings")
    if findings:
        sys.exit(1)

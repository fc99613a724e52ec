"""`botkit suggestions`: examples that customers gave when the bot asked what they meant."""

from __future__ import annotations

from typing import Annotated

import typer

from botkit.app.cli.options import DATA, Bot, Data, opened


def look_at_suggestions(
    bot: Bot,
    accept: Annotated[
        str, typer.Option("--accept", metavar="NUMBERS", help="Take these into nlu/: 1,3 or all; then train.")
    ] = "",
    data: Data = DATA,
) -> None:
    """Show what customers said they meant when the bot asked, as examples to take into the training data."""
    from botkit.assembly import open_store
    from botkit.operations.suggestions import accept as take_in
    from botkit.operations.suggestions import suggestions
    from botkit.project.project import training_data

    project = opened(bot, data)
    store = open_store(project)
    try:
        clarified = store.archive.clarified()
    finally:
        store.close()
    found = suggestions(project.bot.dialogue, clarified, training_data(project).examples)
    if not accept:
        for number, one in enumerate(found, 1):
            typer.echo(f"{number:>4}  {one.intent}  {one.text}  ({one.times})")
        typer.echo(f"{len(found)} suggestions" if found else "no suggestions")
        return
    chosen = _numbers(accept, len(found))
    path = take_in(project.bot.folder, [found[number - 1] for number in chosen])
    typer.echo(f"{path}: {len(chosen)} examples added; next: botkit train {bot}")


def _numbers(text: str, highest: int) -> list[int]:
    if text == "all":
        return list(range(1, highest + 1))
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdigit() and 1 <= int(part) <= highest for part in parts):
        from botkit.domain.errors import BotkitError

        raise BotkitError(f"--accept {text}: give numbers from 1 to {highest} with commas between them, or all")
    return sorted({int(part) for part in parts})

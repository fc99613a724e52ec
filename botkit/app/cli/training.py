"""`botkit train`: everything that a bot learns from its folder; its generator, which takes long, only on request."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from botkit.app.cli.options import DATA, Bot, Data, opened, shown_progress

if TYPE_CHECKING:
    from botkit.project.project import Project

DEFAULT = "bot"
SHOWN = 10
"""Reasons why something cannot be read; `botkit check` has all of them, and every place."""


class _BotByDefault(TyperGroup):
    """A group of commands in which `botkit train BOT` stands for `botkit train bot BOT`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in {*self.commands, *ctx.help_option_names}:
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_BotByDefault,
    help="Train the bot in the folder BOT (`botkit train BOT`), or its generator.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command(DEFAULT)
def train_bot(bot: Bot, data: Data = DATA) -> None:
    """Train the bot's understanding, and bring its index and its sentence selector up to date."""
    from botkit import training

    project = opened(bot, data)
    if project.bot.nlu:
        with shown_progress() as progress:
            trained = training.train_understanding(project, progress)
        typer.echo(f"understanding: {'trained' if trained else 'up to date'} ({project.data.nlu})")
    if project.bot.documents:
        index_documents(project)
        with shown_progress() as progress:
            taught = training.train_selector(project, progress)
        if taught != 0:
            how = "up to date" if taught is None else f"trained from {taught:,} known questions"
            typer.echo(f"sentence selector: {how} ({project.data.linear_adapter})")


@app.command("generator")
def train_generator(
    bot: Bot,
    squad: Annotated[
        Path | None,
        typer.Option("--squad", metavar="FILE", help="Questions in the format of SQuAD, to learn from, too."),
    ] = None,
    examples: Annotated[int, typer.Option("--examples", min=1, help="Learn from at most so many questions.")] = 1000,
    epochs: Annotated[int, typer.Option("--epochs", min=1, help="How often to go through them.")] = 1,
    data: Data = DATA,
) -> None:
    """Train the bot's generator to answer in one sentence from quotes.

    The bot has to be trained first. A model of 135 million parameters takes a few seconds per question on one core.
    """
    from botkit.training.generator.train import train_generator as teach

    with shown_progress() as progress:
        done = teach(opened(bot, data), squad=squad, examples=examples, epochs=epochs, progress=progress)
    typer.echo(
        f"generator: learned from {done.lessons:,} questions; "
        f"held-out loss {done.before:.3f} before, {done.after:.3f} after\n"
        f"  to use it, set generation.{done.key} in bot.yaml to: {done.path.resolve()}"
    )


def index_documents(project: Project) -> None:
    """Bring the index up to date, and print what changed and what could not be read."""
    from botkit import training
    from botkit.knowledge.ingest.reading import by_reason

    with shown_progress() as progress:
        changes = training.build_index(project, progress)
    typer.echo(f"index: {changes} ({project.data.index})")
    reasons = by_reason(changes.skipped)
    for line in reasons[:SHOWN]:
        typer.echo(f"warning: {line}", err=True)
    if changes.skipped:
        typer.echo(f"warning: what is skipped is not answered from; see: botkit check {project.bot.folder}", err=True)

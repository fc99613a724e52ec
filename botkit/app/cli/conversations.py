"""Commands about conversations: running their tests, drawing the flows, and simulating random walks through them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from botkit.app.cli.options import DATA, Bot, Data, opened, shown_progress


def run_tests(
    bot: Bot,
    only: Annotated[
        str, typer.Option("--only", metavar="WORDS", help="Those whose name or file has these words.")
    ] = "",
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="How many conversations are run side by side.")] = 2,
    junit: Annotated[Path | None, typer.Option("--junit", metavar="FILE", help="Write JUnit XML, too.")] = None,
    data: Data = DATA,
) -> None:
    """Run the bot's conversation tests; the exit status is 1 if one fails."""
    from botkit.evaluation.held import hold

    with shown_progress() as progress:
        run = hold(opened(bot, data), only, jobs, progress)
    typer.echo(run.text())
    if junit is not None:
        run.write_junit(junit)
    if run.report.failures:
        sys.exit(1)


def draw_flows(
    bot: Bot,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where to write the picture.")] = Path("flows.svg"),
    only: Annotated[list[str] | None, typer.Option("--flow", metavar="NAME", help="This one; may be repeated.")] = None,
    data: Data = DATA,
) -> None:
    """Draw the bot's flows as an SVG picture."""
    from botkit.dialogue.flows.picture import draw

    draw(opened(bot, data).bot.dialogue, out, only or ())
    typer.echo(str(out))


def simulate_walks(
    bot: Bot,
    conversations: Annotated[
        int, typer.Option("--conversations", "-n", min=1, help="How many to walk through.")
    ] = 1000,
    seed: Annotated[int, typer.Option("--seed", help="The same seed gives the same walks.")] = 0,
    data: Data = DATA,
) -> None:
    """Walk through the bot's flows at random, and check what must always hold; the exit status is 1 if it does not.

    The bot's actions are really run: let them talk to a test system.
    """
    from botkit.assembly import open_actions
    from botkit.evaluation.simulation import simulate
    from botkit.project.project import training_data

    project = opened(bot, data)
    examples = training_data(project).examples
    with shown_progress() as progress:
        report = simulate(
            project.bot.dialogue, open_actions(project), examples, conversations, seed=seed, progress=progress
        )
    typer.echo(report.text())
    if report.breaches:
        sys.exit(1)

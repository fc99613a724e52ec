"""`botkit evaluate` and `botkit explain`: how well the bot understands, and why."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from botkit.app.cli.options import DATA, AsJson, Bot, Data, opened, shown_progress

if TYPE_CHECKING:
    from intents.explaining import Explanation

WIDTH = 24
"""The length of the longest bar, in characters."""


def evaluate(
    bot: Bot,
    *,
    as_json: AsJson = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write a page on the understanding, with pictures.")
    ] = None,
    folds: Annotated[
        int | None,
        typer.Option("--cross-validate", metavar="FOLDS", min=2, help="Measure on the training data instead."),
    ] = None,
    against: Annotated[
        Path | None, typer.Option("--against", metavar="MODEL", help="The folder of a model to compare with.")
    ] = None,
    data: Data = DATA,
) -> None:
    """Measure the bot on its tests folder: understanding, answers, refusals, conversations."""
    from botkit.domain.errors import ConfigError
    from botkit.evaluation import cross_validate
    from botkit.evaluation import evaluate as measure

    if folds is not None and against is not None:
        raise ConfigError("--against needs held-out utterances; leave --cross-validate out")
    project = opened(bot, data)
    with shown_progress() as progress:
        if folds is not None:
            report = cross_validate(project, folds, progress)
        else:
            report = measure(project, progress, against=against)
    if html is not None:
        how = f"the training data, {folds}-fold cross-validation" if folds else "held-out utterances of tests/nlu.yml"
        page = report.html(f"{project.bot.settings.name}: understanding", f"Measured on {how}.")
        html.parent.mkdir(parents=True, exist_ok=True)
        temporary = html.with_name(f".{html.name}.part")
        temporary.write_text(page, encoding="utf-8")
        temporary.replace(html)
    typer.echo(json.dumps(report.as_dict(), ensure_ascii=False, indent=1) if as_json else report.text())


def explain(
    bot: Bot,
    text: Annotated[str, typer.Argument(help="What somebody says.")],
    as_json: AsJson = False,
    data: Data = DATA,
) -> None:
    """Show why a text is understood as it is: the words that led to the intent, and the nearest examples."""
    from botkit.evaluation import explain as explained

    found = explained(opened(bot, data), text)
    typer.echo(json.dumps(_described(found), ensure_ascii=False, indent=1) if as_json else _told(found))


def _told(found: Explanation) -> str:
    understood = found.understanding
    best, second = understood.best, understood.runner_up
    lines = []
    if best is not None:
        reason = f"; abstains: {understood.abstains}" if understood.abstains else ""
        acted = "acted on" if found.acted_on else "not acted on"
        lines.append(
            f"intent     {best.name} ({best.confidence:.2f}), {acted} (threshold {found.threshold:.2f}{reason})"
        )
    if second is not None:
        lines.append(f"runner-up  {second.name} ({second.confidence:.2f})")
    lines.append(f"familiar   {understood.familiarity:.2f} (0: unlike all examples)")
    slots = ", ".join(f"{slot.name}={slot.value}" for slot in understood.slots)
    lines.append(f"slots      {slots or 'none'}")
    if found.words:
        lines.append("\nwords, by how much the intent's log-odds fall without them:")
        most = max(abs(word.weight) for word in found.words) or 1.0
        longest = max(len(word.text) for word in found.words)
        for word in found.words:
            bar = ("+" if word.weight > 0 else "-") * round(WIDTH * abs(word.weight) / most)
            lines.append(f"  {word.text:<{longest}}  {word.weight:+6.2f}  {bar}".rstrip())
    if found.nearest:
        lines.append("\nnearest examples:")
        lines += [
            f"  {near.cosine:.2f}  {near.example.intent}: {near.example.text} ({near.example.origin})"
            for near in found.nearest
        ]
    return "\n".join(lines)


def _described(found: Explanation) -> dict[str, object]:
    understood = found.understanding
    return {
        "intents": [asdict(intent) for intent in understood.intents[:5]],
        "slots": [asdict(slot) for slot in understood.slots],
        "threshold": found.threshold,
        "acted_on": found.acted_on,
        "abstains": understood.abstains,
        "familiarity": understood.familiarity,
        "words": [asdict(word) for word in found.words],
        "nearest": [
            {
                "text": near.example.text,
                "intent": near.example.intent,
                "origin": near.example.origin,
                "cosine": near.cosine,
            }
            for near in found.nearest
        ],
    }

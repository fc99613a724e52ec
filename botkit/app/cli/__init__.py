"""The command line: each command is a thin wrapper around a function that programs can call, too."""

from __future__ import annotations

import json
import logging
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from botkit.app.cli import conversations as conversation_commands
from botkit.app.cli import data as data_commands
from botkit.app.cli import database as database_commands
from botkit.app.cli import importing as importing_commands
from botkit.app.cli import staff as staff_commands
from botkit.app.cli import suggestions as suggestion_commands
from botkit.app.cli import training as training_commands
from botkit.app.cli import understanding as understanding_commands
from botkit.app.cli.options import DATA, AsJson, Bot, Data, opened, shown_progress
from botkit.app.cli.plugged import add_commands_of_connectors
from botkit.project.layout import DataDirectory

if TYPE_CHECKING:
    from botkit.domain import Message, Turn
    from botkit.domain.ports import TurnEngine
    from botkit.models.weights import Weights

app = typer.Typer(
    help="A self-hosted chatbot for customer service that answers with its sources, or says that it doesn't know.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help starts faster
)
models = typer.Typer(
    help="Pretrained weights: what is known, what is here.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(models, name="models")
app.add_typer(training_commands.app, name="train")
app.add_typer(data_commands.app, name="data")
app.add_typer(importing_commands.app, name="import")
app.add_typer(database_commands.app, name="db")
app.add_typer(staff_commands.app, name="staff")
app.command("export")(database_commands.export_person)
app.command("erase")(database_commands.erase_person)


def main() -> None:
    """Run the command. An error that users can fix is one line on standard error, with exit status 2."""
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)  # also for libraries that set their loggers' levels themselves
    logging.basicConfig(handlers=[handler], format="%(levelname)s %(name)s: %(message)s")
    try:
        if not _is_built_in(sys.argv[1:2]):  # looking for other commands takes time
            add_commands_of_connectors(app)
        app()
    except Exception as error:
        from botkit.domain.errors import BotkitError
        from intents.errors import IntentsError

        if not isinstance(error, BotkitError | IntentsError):
            raise
        _fail(str(error))


@app.command()
def init(folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder to make.")]) -> None:
    """Make a new bot: a small working one, to be turned into your own."""
    from botkit.project.scaffold import create

    for path in create(folder):
        typer.echo(f"  {path}")
    typer.echo(f"\nNext:\n  botkit models pull --for {folder}\n  botkit train {folder}\n  botkit chat {folder}")


@app.command()
def check(bot: Bot, data: Data = DATA) -> None:
    """Check a bot's folder without running it: options, dialogue, training data, documents."""
    from botkit.app.check import check as check_project

    for line in check_project(opened(bot, data)):
        typer.echo(line)


@models.command("list")
def list_models(data: Data = DATA) -> None:
    """Show the known weights: their task, size and licence, and whether they are here."""
    from rich.console import Console
    from rich.table import Table

    table = Table("name", "task", "parameters", "licence", "disk", "here", box=None)
    for entry in _weights(data).list():
        known = entry.model
        about = (known.task, known.parameters, known.licence, f"{known.disk / 1e6:.0f} MB") if known else ("",) * 4
        table.add_row(entry.name, *map(str, about), "yes" if entry.path else "no")
    Console().print(table)


@models.command()
def pull(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="Names from `models list`.")] = None,
    bot: Annotated[Path | None, typer.Option("--for", metavar="BOT", help="Pull what this bot needs.")] = None,
    data: Data = DATA,
) -> None:
    """Download pretrained weights; every byte is checked against its pinned SHA-256."""
    wanted = [*(names or []), *(opened(bot, data).needs if bot else ())]
    if not wanted:
        from botkit.domain.errors import BotkitError

        raise BotkitError("nothing to pull; give names (see: botkit models list) or --for BOT")
    for name in wanted:
        with shown_progress() as progress:
            path = _weights(data).pull(name, progress)
        typer.echo(f"{name}: {path}")


@models.command()
def verify(names: Annotated[list[str], typer.Argument(metavar="NAME...")], data: Data = DATA) -> None:
    """Check the weights that are here against their pinned SHA-256."""
    for name in names:
        files = _weights(data).verify(name)
        typer.echo(f"{name}: {len(files)} files are as pinned" if files else f"{name}: a local path; nothing is pinned")


@app.command()
def index(
    bot: Bot,
    watch: Annotated[bool, typer.Option("--watch", help="Go on, and index again whenever a file changes.")] = False,
    audit: Annotated[
        bool, typer.Option("--audit", help="Index nothing; compare the index with the documents, to the last vector.")
    ] = False,
    data: Data = DATA,
) -> None:
    """Bring the bot's index up to date with its documents."""
    from botkit import training
    from botkit.domain.errors import BotkitError
    from botkit.operations.index_watcher import watch as keep_current

    project = opened(bot, data)
    if audit:
        found = training.audit_index(project)
        typer.echo(f"audit: {found}")
        for problem in found.problems:
            typer.echo(f"  {problem}")
        if found.problems:
            raise BotkitError(f"the index and the documents differ; run: botkit index {bot}")
        typer.echo("  nothing is missing, and nothing is left of what was deleted")
    elif watch:
        typer.echo(f"watching {bot} (Ctrl-C stops)")
        with suppress(KeyboardInterrupt):
            keep_current(project, training.build_index, lambda line: typer.echo(f"index: {line}"))
    else:
        training_commands.index_documents(project)


@app.command()
def chat(
    bot: Bot,
    record: Annotated[
        Path | None, typer.Option("--record", metavar="FILE", help="Add the chat to this file as a conversation test.")
    ] = None,
    data: Data = DATA,
) -> None:
    """Talk to the bot in the terminal."""
    from botkit.assembly import open_connector, open_runtime
    from botkit.evaluation.recording import Recorder, append_test

    project = opened(bot, data)
    with open_runtime(project) as runtime:
        recorder = Recorder(runtime)
        terminal = open_connector(project, "console", recorder)
        terminal.run()  # type: ignore[union-attr]
    if record is not None and recorder.turns:
        append_test(record, f"recorded {recorder.turns[0].at:%Y-%m-%d %H:%M:%S}", recorder.turns)
        typer.echo(f"{record}: {len(recorder.turns)} steps added; keep what matters of them", err=True)


@app.command()
def ask(
    bot: Bot,
    question: Annotated[str, typer.Argument(help="The question; '-' reads one a line from standard input.")],
    as_json: AsJson = False,
    data: Data = DATA,
) -> None:
    """Ask one question, outside any conversation, and see what was understood and cited."""
    from botkit.assembly import open_engine
    from botkit.domain.errors import MessageError

    project = opened(bot, data)
    if question != "-":
        message = _message(question)  # before any model is loaded: nobody should wait for this error
        _show(_answer(open_engine(project), message), as_json=as_json)
        return
    engine = open_engine(project)
    failed = False
    for number, raw in enumerate(sys.stdin.buffer, 1):
        try:
            turn = _answer(engine, _message(raw.decode("utf-8", "surrogateescape")))
        except MessageError as error:  # one bad line must not cost the others their answers
            failed = True
            typer.echo(f"error: line {number}: {error}", err=True)
            if as_json:
                typer.echo(json.dumps({"error": str(error)}))
        else:
            _show(turn, as_json=as_json)
    if failed:
        sys.exit(2)


@app.command()
def serve(
    bot: Bot,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.")] = 8000,
    data: Data = DATA,
) -> None:
    """Serve the bot's page, its HTTP interface, and the channels that bot.yaml names."""
    from botkit.app.serving import serve as run

    run(opened(bot, data), host, port, lambda address: typer.echo(f"{address} (Ctrl-C stops)"))


app.command("evaluate")(understanding_commands.evaluate)
app.command("explain")(understanding_commands.explain)
app.command("test")(conversation_commands.run_tests)
app.command("flows")(conversation_commands.draw_flows)
app.command("simulate")(conversation_commands.simulate_walks)
app.command("suggestions")(suggestion_commands.look_at_suggestions)


def _weights(data: Path) -> Weights:
    from botkit.models.weights import Weights

    directory = DataDirectory(data)
    return Weights(directory.weights, option=directory.option)


def _message(text: str) -> Message:
    import uuid

    from botkit.domain import Message

    return Message("console", "ask", uuid.uuid4().hex, text)


def _answer(engine: TurnEngine, message: Message) -> Turn:
    from botkit.domain import Conversation, Outcome

    *_, outcome = engine.turn(message, Conversation("ask"))
    assert isinstance(outcome, Outcome)  # noqa: S101 - for the type checker: a turn always ends with one
    return outcome.turn


def _show(turn: Turn, *, as_json: bool) -> None:
    found = _described(turn)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    typer.echo(f"{turn.reply.text}\n")
    for number, citation in enumerate(turn.reply.citations, 1):
        typer.echo(f"  [{number}] {citation.title} ({citation.source}): {citation.quote}")
    intent = turn.understanding.best
    for verdict in turn.verdicts:
        reason = f", {verdict.reason}" if verdict.reason else ""
        typer.echo(f"  {verdict.fate.value} (support {verdict.support:.2f}{reason}): {verdict.text}")
    typer.echo(f"  decision: {found['decision']}")
    typer.echo(f"  intent: {intent.name} ({intent.confidence:.2f})" if intent else "  intent: none")
    slots = ", ".join(f"{slot.name}={slot.value}" for slot in turn.understanding.slots)
    typer.echo(f"  slots: {slots or 'none'}\n")


def _described(turn: Turn) -> dict[str, Any]:
    intent = turn.understanding.best
    return {
        "text": turn.reply.text,
        "decision": turn.reply.decision.value,
        "citations": [
            {"title": citation.title, "source": citation.source, "quote": citation.quote}
            for citation in turn.reply.citations
        ],
        "verdicts": [asdict(verdict) for verdict in turn.verdicts],
        "intent": {"name": intent.name, "confidence": round(intent.confidence, 4)} if intent else None,
        "slots": [{"name": slot.name, "text": slot.text, "value": slot.value} for slot in turn.understanding.slots],
    }


def _is_built_in(command: list[str]) -> bool:
    commands = {one.name or getattr(one.callback, "__name__", "") for one in app.registered_commands}
    return bool(command) and command[0] in commands | {one.name for one in app.registered_groups}


def _fail(message: str) -> None:
    typer.echo(f"error: {message}", err=True)
    sys.exit(2)

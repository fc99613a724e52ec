"""The terminal as a channel: for trying a bot, and for feeding it lines through a pipe."""

from __future__ import annotations

import contextlib
import importlib
import sys
import uuid
from collections.abc import Iterator, Mapping
from typing import Any, TextIO

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from botkit.domain import Answered, Message, Reply, Status, TextDelta
from botkit.domain.errors import ConfigError, MessageError
from botkit.domain.ports import MessageIntake, Service

CHANNEL = "console"
LEAVE = "/quit"
STAGES = {"understand": "Reading…", "retrieve": "Looking it up…", "generate": "Writing…", "commit": "Writing…"}


class ConsoleTerminal:
    """A conversation with whoever sits at the terminal; reads lines without decoration where it is a pipe."""

    channel = CHANNEL

    def __init__(self, title: str, service: MessageIntake, lines: TextIO, console: Console) -> None:
        self.title = title
        self.service = service
        self.lines = lines
        self.console = console
        self.conversation_id = f"{CHANNEL}:{uuid.uuid4()}"
        self.interactive = lines.isatty() and console.is_terminal

    def run(self) -> None:
        """Talk until the person leaves: Ctrl-D, Ctrl-C or /quit."""
        if self.interactive:
            with contextlib.suppress(ImportError):
                importlib.import_module("readline")  # gives `input` its arrow keys
            self.console.print(f"[bold]{escape(self.title)}[/]  [dim]Ctrl-D or {LEAVE} leaves[/]\n", highlight=False)
        try:
            for line in self._typed():
                self._answer(line)
        except KeyboardInterrupt:
            self.console.print()

    def _typed(self) -> Iterator[str]:
        while True:
            try:
                line = input("you > ") if self.interactive else next(self.lines)
            except (EOFError, StopIteration):
                break
            if line.strip() == LEAVE:
                return
            if line.strip():
                if not self.interactive:
                    self._write(f"> {line.strip()}\n")  # a transcript shows both sides
                yield line
        if self.interactive:
            self.console.print()

    def _answer(self, line: str) -> None:
        try:
            message = Message(CHANNEL, self.conversation_id, external_id=uuid.uuid4().hex, text=line)
            self._show(message)
        except MessageError as error:
            self.console.print(Text(str(error), style="red"), soft_wrap=True)

    def _show(self, message: Message) -> None:
        """Print the reply as it comes; the spinner shows on a terminal only, and never beside the text."""
        written = False
        with self.console.status(STAGES["understand"]) as spinner:
            for event in self.service.stream(message):
                match event:
                    case Status(stage):
                        spinner.update(STAGES.get(stage, STAGES["generate"]))
                    case TextDelta(text):
                        spinner.stop()
                        self._write(text)
                        written = True
                    case Answered(turn):
                        spinner.stop()
                        self._write("\n" if written else f"{turn.reply.text}\n")
                        self._below(turn.reply)

    def _write(self, text: str) -> None:
        self.console.print(Text(_plain(text)), end="", soft_wrap=True)
        self.console.file.flush()

    def _below(self, reply: Reply) -> None:
        pages = dict.fromkeys((citation.title, citation.url or citation.source) for citation in reply.citations)
        for number, (title, where) in enumerate(pages, start=1):
            source = Text.assemble(f"  [{number}] ", (_plain(title), "bold"), f"  {_plain(where)}", style="cyan")
            self.console.print(source, soft_wrap=True)
        for choice in reply.choices:
            self.console.print(Text(f"  • {_plain(choice)}", style="yellow"), soft_wrap=True)
        if self.interactive:
            self.console.print()


def _plain(text: str) -> str:
    """Drop the control characters of the text: what a model writes must not drive the terminal."""
    return "".join(character for character in text if character.isprintable() or character in "\n\t")


def connect(title: str, settings: Mapping[str, Any], service: Service) -> ConsoleTerminal:
    """Make the connector, the entry point `console` of `botkit.connectors`. Raises ConfigError: it has no settings."""
    for key in settings:
        raise ConfigError(f"connectors.console.{key}: unknown key '{key}'; the console has no settings: remove it")
    if not sys.stdin.isatty():
        # A byte that is no UTF-8 then reaches Message, which refuses that line and not the whole input.
        getattr(sys.stdin, "reconfigure", lambda **_: None)(encoding="utf-8", errors="surrogateescape")
    return ConsoleTerminal(title, service, sys.stdin, Console(highlight=False, emoji=False))

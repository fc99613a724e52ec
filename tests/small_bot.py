"""A bot that is made in seconds, and the command line to run on it, within this process."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from botkit.app.cli import main

FILES = {
    "bot.yaml": """\
name: Small bank
nlu:
  encoder: {encoder}
  epochs: 2
retrieval:
  encoder: {encoder}
  min_relevance: 0
connectors:
  web: {{}}
""",
    "dialogue.yml": """\
intents:
  hello: {say: hello}
  lost_card: {flow: lost_card, label: report a lost card}
  limits: {label: ask about limits}
replies:
  hello: Hello! How can I help you?
slots:
  card_type:
    question: Is it a debit or a credit card?
    choices: [debit, credit]
  phone:
    question: On which number can we call you?
flows:
  lost_card:
    steps:
      - ask: card_type
      - ask: phone
      - say: I've noted a lost {card_type} card. We call {phone}.
""",
    "nlu/intents.yml": """\
nlu:
- intent: hello
  examples: |
    - hello
    - hello you
    - hello, what a day
- intent: lost_card
  examples: |
    - I lost my [credit](card_type) card
    - my [debit](card_type) card was stolen
    - report a stolen card
    - my purse with the [debit](card_type) card is lost
- intent: limits
  examples: |
    - how much cash can I withdraw
    - what is the limit for cash
    - how much money can I get at an ATM
""",
    "documents/cash.md": """\
---
title: Cash limits
---
You can withdraw 500 pounds of cash a day at any ATM.
""",
    "documents/lost.md": """\
---
title: Lost card
url: https://bank.example/lost
---
Freeze the card in the app, and call us on 0800 100 200.

A new card takes five days by post.
""",
    "documents/hours.md": "# Opening hours\n\nOur branch is open from 9 to 17, Monday to Saturday.\n",
    "documents/faq.csv": (
        "question,answer\n"
        "How much interest does a saver get?,A saver gets 2.5% interest a year.\n"
        "How much does a transfer cost?,A transfer is free.\n"
    ),
    "tests/nlu.yml": """\
nlu:
- intent: hello
  examples: |
    - hello day
- intent: lost_card
  examples: |
    - the [credit](card_type) card is stolen
- intent: limits
  examples: |
    - limit of cash
- intent: out_of_scope
  examples: |
    - what is the weather like
""",
    "tests/questions.csv": (
        "question,article,fact\n"
        "How much cash can I withdraw?,cash.md,500 pounds\n"
        "How much does a transfer cost?,faq.csv#row-3,free|no fee\n"
        "Will the weather be agreeable?,,\n"
    ),
    "tests/conversations.yml": """\
conversations:
- name: nothing is asked of it
  steps:
    - user: hello
- name: no bot can hold this one
  steps:
    - user: hello
      says: [abracadabra]
      cites: elsewhere.md
""",
}


def write(folder: Path, encoder: Path) -> Path:
    """Writes the bot into `folder`; it stands on the encoder in the folder `encoder`."""
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text.format(encoder=encoder) if name == "bot.yaml" else text, encoding="utf-8")
    return folder


@dataclass(frozen=True, slots=True)
class SmallBot:
    """The bot's folder and the directory of what is built for it."""

    folder: Path
    data: Path

    @property
    def nlu(self) -> Path:
        return self.data / "bots" / self.folder.name / "nlu"

    @property
    def index(self) -> Path:
        return self.data / "bots" / self.folder.name / "index"

    def run(self, command: str, *arguments: str, stdin: bytes = b"") -> Ran:
        """`botkit COMMAND BOT ARGUMENTS`."""
        return run(command, str(self.folder), *arguments, "--data", str(self.data), stdin=stdin)

    def command(self, name: str) -> str:
        """Return the command for this bot, as people type it."""
        return f"botkit {name} {self.folder} --data {self.data}"

    def change(self, name: str, old: str, new: str) -> None:
        """Edits one of the bot's files."""
        text = (self.folder / name).read_text(encoding="utf-8")
        assert old in text
        (self.folder / name).write_text(text.replace(old, new), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left: exit status, standard output, standard error."""

    status: int
    out: str
    err: str

    @property
    def error(self) -> str:
        """What went wrong, having made sure that it was told as it must be: one line, exit status 2."""
        assert self.err.startswith("error: "), self.err
        assert self.err.count("\n") == 1, self.err
        assert "Traceback" not in self.out
        assert self.status == 2
        return self.err.removeprefix("error: ").strip()


def run(*arguments: str, stdin: bytes = b"") -> Ran:
    """`botkit ARGUMENTS` through the real entry point."""
    out, err = io.StringIO(), io.StringIO()
    given = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    streams = {"argv": ["botkit", *arguments], "stdin": given, "stdout": out, "stderr": err}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in streams.items():
            patch.setattr(sys, name, value)
        try:
            main()
            status = 0
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else int(end.code is not None)
    return Ran(status, out.getvalue(), err.getvalue())

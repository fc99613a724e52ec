"""Bots with documents alone, on help centres that nothing was tuned on: facts that are told, and where others are lost.

`python -m benchmarks.help_centres FOLDER ...` measures each folder with `documents/` and `questions.tsv` (question,
key, source). In a key, `|` separates alternatives and `&&` parts that are all needed; an alternative counts if it
occurs in the text, starting at a word boundary. REFUSE is the key of a question that the documents do not answer. By
default the two development sets beside this file are measured: rules, weights and thresholds may be chosen on them, so
they are not a test.
"""

from __future__ import annotations

import argparse
import csv
import re
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.machine import DATA, told
from botkit.answering.select.candidate_spans import candidate_spans
from botkit.assembly import open_engine, open_retriever
from botkit.domain import Conversation, DecisionKind, Message, Outcome, Passage, Turn
from botkit.project.layout import DataDirectory
from botkit.project.project import Project
from botkit.training import build_index, train_selector

HERE = Path(__file__).with_name("help_centre_sets")
DEVELOPMENT = (HERE / "tidepool", HERE / "larkfield")
REFUSE = "REFUSE"
FIRST = (1, 3, 5, 8)


@dataclass(frozen=True, slots=True)
class Asked:
    """A row of questions.tsv, and what came of it."""

    question: str
    key: str
    passages: tuple[Passage, ...]
    turn: Turn

    @property
    def declined(self) -> bool:
        """True if the bot did not answer from the documents."""
        return self.turn.reply.decision is not DecisionKind.ANSWER or not self.turn.reply.citations

    @property
    def right(self) -> bool:
        """True if the fact is told or, for a question without an answer, if the bot declined."""
        return self.declined if self.key == REFUSE else not self.declined and has(self.key, self.turn.reply.text)

    @property
    def outcome(self) -> str:
        """The kind of outcome, in one word."""
        if self.right:
            return "refused" if self.key == REFUSE else "right"
        if self.key == REFUSE:
            return "answered"
        return "declined" if self.declined else "wrong"

    @property
    def rank(self) -> int:
        """The place (from 1) of the first passage that holds the key; 0 if none does."""
        places = (place for place, passage in enumerate(self.passages, 1) if has(self.key, _whole(passage)))
        return next(places, 0)

    @property
    def within_a_span(self) -> bool:
        """True if one candidate span of the passages holds the key alone: nothing needs to be joined."""
        return any(
            has(self.key, f"{span.placed} {span.text}") for one in self.passages for span in candidate_spans(one)
        )


def plain(text: str) -> str:
    """Return the text in lower case, with plain quotes, dashes and spaces."""
    for odd, usual in (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("–", "-"), ("—", "-"), ("\u00a0", " ")):
        text = text.replace(odd, usual)
    return " ".join(text.lower().split())


def has(key: str, text: str) -> bool:
    """Return whether every part of the key has an alternative that starts at a word boundary of the text."""
    said = plain(text)
    return all(
        any(re.search(rf"(?<!\w){re.escape(plain(one.strip()))}", said) for one in part.split("|"))
        for part in key.split("&&")
    )


def _whole(passage: Passage) -> str:
    return " ".join((passage.title, *passage.heading, passage.text))


def ask(folder: Path, settings: Path | None) -> tuple[list[Asked], float, float]:
    """Return each question with its outcome, the seconds of building, and the median seconds per question."""
    with tempfile.TemporaryDirectory() as made:
        bot = Path(made) / folder.name
        shutil.copytree(folder / "documents", bot / "documents")
        if settings:
            shutil.copy(settings, bot / "bot.yaml")
        project = Project.open(bot, DataDirectory(Path(made) / "data"))
        project = Project(project.bot, project.data, Project.open(bot, DATA).weights)
        begun = time.perf_counter()
        build_index(project, told("indexing"))
        train_selector(project, told("training"))
        built = time.perf_counter() - begun
        engine, retriever = open_engine(project), open_retriever(project)
        with (folder / "questions.tsv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        asked, seconds = [], []
        for number, row in enumerate(rows):
            passages = tuple(retriever.search(row["question"], FIRST[-1]))
            begun = time.perf_counter()
            *_, outcome = engine.turn(Message("b", str(number), "1", row["question"]), Conversation(str(number)))
            seconds.append(time.perf_counter() - begun)
            assert isinstance(outcome, Outcome)
            asked.append(Asked(row["question"], row["key"], passages, outcome.turn))
    return asked, built, sorted(seconds)[len(seconds) // 2]


def figures(name: str, asked: Sequence[Asked], built: float, median: float) -> str:
    """Return a row of the table."""
    counts = Counter(one.outcome for one in asked)
    answerable = [one for one in asked if one.key != REFUSE]
    found = "/".join(str(sum(0 < one.rank <= k for one in answerable)) for k in FIRST)
    return (
        f"| {name} | {counts['right']} | {counts['wrong']} | {counts['declined']} | {len(answerable)} | "
        f"{counts['refused']} of {len(asked) - len(answerable)} | {found} | "
        f"{sum(one.within_a_span for one in answerable)} | {built:.0f} s | {1000 * median:.0f} ms |"
    )


def main(arguments: Sequence[str] = ()) -> None:
    """Print a row for each help centre and, with --each, every question that went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, default=DEVELOPMENT)
    parser.add_argument("--bot-yaml", type=Path)
    parser.add_argument("--each", action="store_true", help="print each question that went wrong")
    options = parser.parse_args(arguments)
    heads = ("told", "wrong", "declined", "of", "refused", "key in first 1/3/5/8", "key in one span", "built", "turn")
    rows = []
    for folder in options.folders:
        asked, built, median = ask(folder, options.bot_yaml)
        rows.append(figures(folder.name, asked, built, median))
        for one in asked if options.each else ():
            if not one.right:
                reply = " ".join(one.turn.reply.text.split())
                print(f"{one.outcome:9} {one.question} [{one.key}] (in passage {one.rank})\n          -> {reply[:300]}")
    print(f"\n| help centre | {' | '.join(heads)} |\n|---|{'---:|' * len(heads)}")
    print("\n".join(rows))


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])

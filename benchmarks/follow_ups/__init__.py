"""Follow-up questions about the example bank, and the replies to them.

Each row has a question, a follow-up, the articles and facts that answer the follow-up (any of them will do), and a fact
of the first question that must not be told again. The rules were written with development.csv at hand; questions.csv
was measured.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from benchmarks.machine import BANK, DATA, described, told
from botkit.answering import GroundedWriter
from botkit.assembly import open_encoder, open_linear_adapter, open_retriever
from botkit.dialogue.wording.follow_ups import FollowUps
from botkit.domain import Conversation, DecisionKind, DialogueState, Message, Reply, Turn
from botkit.project.project import Project
from botkit.training import build_index, train_selector
from botkit.turn.engine import NEAR
from intents.types import Understanding

HERE = Path(__file__).parent


@dataclass(frozen=True)
class FollowUp:
    """A row of the file."""

    first: str
    follow_up: str
    article: str
    fact: str
    other: str

    @property
    def whole(self) -> str:
        """The query that the bot searches with."""
        turn = Turn(1, Message("b", "b", "1", self.first), Understanding(self.first), Reply("", DecisionKind.ANSWER))
        before = Conversation("b", 1, DialogueState(), (turn,))
        return FollowUps.of("en").query(self.follow_up, before, understood=True)


def main() -> None:
    """Print the shares for each way of asking, for each file; replies are quotes, and no intents or slots are used."""
    project = Project.open(BANK, DATA)
    build_index(project, told("indexing"))
    train_selector(project, told("training"))
    print(described())
    encoder = open_encoder(project)
    retriever = open_retriever(project, encoder)
    least = project.bot.settings.retrieval.min_relevance
    writer = GroundedWriter(None, encoder, adapter=open_linear_adapter(project))
    for name in ("development.csv", "questions.csv"):
        with (HERE / name).open(encoding="utf-8", newline="") as file:
            rows = [FollowUp(*row.values()) for row in csv.DictReader(file)]
        print(f"\n{name}: {len(rows)} follow-ups\n")
        print("| asked | right article among the first 3 | fact told | other fact told |\n|---|---:|---:|---:|")
        ways = {
            "the follow-up alone": [row.follow_up for row in rows],
            "behind the question before": [f"{row.first} {row.follow_up}" for row in rows],
            "made whole": [row.whole for row in rows],
        }
        for way, queries in ways.items():
            right = answered = again = 0
            for row, query in zip(rows, queries, strict=True):
                found = retriever.search(query, 8)
                answers = any(p.relevance >= least for p in found)
                passages = [p for p in found if answers and p.relevance >= NEAR]
                said = " ".join(sentence.text for sentence in writer.write(query, passages)).casefold()
                right += any(p.source in row.article.split("|") for p in passages[:3])
                answered += any(fact.casefold() in said for fact in row.fact.split("|"))
                again += bool(row.other) and row.other.casefold() in said
            others = sum(bool(row.other) for row in rows)
            print(f"| {way} | {right / len(rows):.0%} | {answered / len(rows):.0%} | {again} of {others} |", flush=True)

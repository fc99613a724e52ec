"""Writing against quoting, on the SQuAD 2.0 file that BOTKIT_SQUAD2 names: questions of every fourth article.

The paragraph is given, so the sentence selector and the writer are measured, not the search. A model that was trained
for this must not have seen those articles: `python -m benchmarks.writer_squad FILE` writes the others, to train on with
`botkit train generator BOT --squad FILE`. BOTKIT_GENERATOR names the result, to be measured beside the known model: an
adapter of that model, or the folder of a causal checkpoint. BOTKIT_QUESTIONS is the number of questions of each sort.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.machine import DATA, described
from botkit.answering import GroundedWriter
from botkit.answering.select.vector_cache import CachingEncoder
from botkit.domain import Fate, Sentence, Verdict
from botkit.domain.ports import Generator
from botkit.models.generators.causal import CausalGenerator
from botkit.models.generators.llama_cpp import LlamaCppGenerator
from botkit.models.sentence_encoder import SentenceEncoder
from botkit.models.weights import Weights
from botkit.training.generator.lessons import Asked
from botkit.training.squad import read_squad

EVERY = 4
"""One article in so many is measured on, beginning with the first."""
KNOWN = "smollm2-135m-instruct"
OPTIONS: dict[str, Any] = {"max_tokens": 160, "temperature": 0.0, "seed": 42, "timeout_seconds": 120}


def main() -> None:
    path = os.environ.get("BOTKIT_SQUAD2")
    if not path:
        print("BOTKIT_SQUAD2 does not name a file of SQuAD 2.0; left out")
        return
    asked = read_squad(Path(path))
    articles = list(dict.fromkeys(each.origin for each in asked))[::EVERY]
    size = int(os.environ.get("BOTKIT_QUESTIONS", "100"))
    chance = random.Random(42)
    drawn = [
        chance.sample(sort, min(size, len(sort)))
        for sort in (
            [each for each in asked if each.origin in articles and bool(each.answers) is answered]
            for answered in (True, False)
        )
    ]
    weights = Weights(DATA.weights)
    encoder = CachingEncoder(SentenceEncoder(weights.path("all-MiniLM-L6-v2")), passages=2_000)
    known = weights.path(KNOWN)
    writers: dict[str, Generator | None] = {"quotes": None, KNOWN: LlamaCppGenerator(known, **OPTIONS)}
    if named := os.environ.get("BOTKIT_GENERATOR"):
        trained = Path(named)
        writers[trained.name] = (
            LlamaCppGenerator(known, trained, **OPTIONS) if trained.is_file() else CausalGenerator(trained, **OPTIONS)
        )
    print(described(), end="\n\n")
    print(f"{', '.join(articles)}: {len(drawn[0])} answerable questions, {len(drawn[1])} others\n")
    print("| | told | no reply | characters | no reply where there is no answer | sentences sent | p50 ms |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name, model in writers.items():
        report(name, GroundedWriter(model, encoder), *drawn)


def report(name: str, writer: GroundedWriter, answerable: Sequence[Asked], others: Sequence[Asked]) -> None:
    """Print a row: the shares of replies that tell an answer and of empty ones, their length, and their time."""
    seconds: list[float] = []
    fates: list[Fate] = []

    def reply(asked: Asked) -> str:
        start = time.perf_counter()
        written = list(writer.write(asked.question, asked.passages))
        seconds.append(time.perf_counter() - start)
        fates.extend(each.fate for each in written if isinstance(each, Verdict))
        return " ".join(each.text for each in written if isinstance(each, Sentence))

    replies = [reply(each) for each in answerable]
    told = [
        any(answer.casefold() in text.casefold() for answer in each.answers)
        for each, text in zip(answerable, replies, strict=True)
    ]
    silent = [not reply(each) for each in others]
    length = np.mean([len(text) for text in replies if text])
    sent = f"{np.mean([fate is Fate.SENT for fate in fates]):.0%} of {len(fates)}" if fates else ""
    print(
        f"| {name} | {np.mean(told):.1%} | {np.mean([not text for text in replies]):.1%} | {length:.0f} "
        f"| {np.mean(silent):.1%} | {sent} | {1000 * np.median(seconds):.0f} |",
        flush=True,
    )


def rest(path: Path, target: Path) -> None:
    """Write the articles that are not measured on."""
    squad = json.loads(path.read_text(encoding="utf-8"))
    squad["data"] = [article for number, article in enumerate(squad["data"]) if number % EVERY]
    target.write_text(json.dumps(squad), encoding="utf-8")


if __name__ == "__main__":
    rest(Path(os.environ["BOTKIT_SQUAD2"]), Path(sys.argv[1]))

"""A verifier's training examples: replies to questions, each with a passage that supports it or does not."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botkit.domain.errors import ConfigError
from botkit.text.facts import facts
from botkit.training.squad import read_squad

NO_ANSWER = "NO ANSWER"
"""The reply of a lesson whose quotes do not answer the question."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A reply with a person's verdict; `kind` names what is right or wrong with it."""

    question: str
    reply: str
    passage: str
    supported: bool
    kind: str
    domain: str


def read(path: Path) -> list[Judged]:
    """Read the examples of a file: our own pairs or lessons (JSON lines), BEGIN (.tsv) or SQuAD (.json).

    Raises ConfigError if it cannot be read, or has none of these formats.
    """
    readers: dict[str, Callable[[Path], Iterable[Judged]]] = {".jsonl": _lines, ".tsv": _begin, ".json": _squad}
    if path.suffix not in readers:
        raise ConfigError(f"{path}: only {', '.join(readers)} files are examples for a verifier")
    try:
        return list(readers[path.suffix](path))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from None
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"{path}: is not in its form ({type(error).__name__}: {error})") from None


def placed(title: str, heading: str, text: str) -> str:
    """Put a piece of an article under its title and heading, in the form that a verifier reads."""
    above = " > ".join(part for part in (title, heading) if part)
    return f"{above}: {text}" if above else text


def _lines(path: Path) -> Iterator[Judged]:
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if "quotes" in record:
            yield from _lesson(record)
        else:
            passage = placed(record.get("title", ""), record.get("heading", ""), record["passage"])
            yield Judged(
                record["question"],
                record["reply"],
                passage,
                bool(record["supported"]),
                record["kind"],
                record["domain"],
            )


def _lesson(record: Mapping[str, Any]) -> Iterator[Judged]:
    """Yield the examples of a writer's lesson, which tells what supports its reply and which quotes answer at all."""
    question, reply, domain = record["question"], record["reply"], record["domain"]
    quotes = [
        (placed(one["title"], one.get("heading", ""), one["text"]), one["text"], one.get("answers"))
        for one in record["quotes"]
    ]
    if reply == NO_ANSWER:
        yield from (Judged(question, text, whole, False, "not_asked", domain) for whole, text, _ in quotes)
        return
    yield Judged(question, reply, "\n".join(whole for whole, _, _ in quotes), True, "paraphrase", domain)
    told = facts(reply)
    for whole, text, marked in quotes:
        answers = marked if marked is not None else (bool(told & facts(whole)) if told else None)
        if answers is not None:
            yield Judged(question, text, whole, bool(answers), "verbatim" if answers else "not_asked", domain)


def _begin(path: Path) -> Iterator[Judged]:
    """Read BEGIN (Dziri et al. 2022): turns of dialogue systems, judged by people."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            supported = row["begin_label"] == "Fully attributable"
            yield Judged(row["message"], row["response"], row["knowledge"], supported, "begin", row["data_source"])


def _squad(path: Path) -> Iterator[Judged]:
    """Yield, for each question of SQuAD, a sentence that answers it, among its neighbours, and one that does not."""
    from botkit.answering.select.candidate_spans import candidate_spans

    chance = random.Random(7)
    for asked in read_squad(path):
        passage = asked.passages[0]
        spans = [span.text for span in candidate_spans(passage)]
        right = [number for number, text in enumerate(spans) if any(answer in text for answer in asked.answers)]
        others = [number for number in range(len(spans)) if number not in right]
        for number in [*right[:1], *chance.sample(others, min(1, len(others)))]:
            around = placed(passage.title, "", " ".join(spans[max(0, number - 1) : number + 2]))
            yield Judged(asked.question, spans[number], around, number in right, "squad", "squad")

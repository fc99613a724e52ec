"""The gate against planted faults: true sentences of the bank's articles, each made false in one place.

The change is to a number, a day or month, a name, or a negation; faults that the gate lets through are listed. The
price is the share of true sentences that it drops, as they are written and in other spellings.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.machine import BANK, DATA, described
from botkit.answering import GroundingGate
from botkit.answering.select.statements import statements
from botkit.answering.select.vector_cache import CachingEncoder
from botkit.domain import Passage
from botkit.domain.ports import TokenEncoder
from botkit.knowledge import read_documents
from botkit.knowledge.ingest.chunks import chunks_of
from botkit.models.sentence_encoder import SentenceEncoder
from botkit.models.weights import Weights
from botkit.text.sentences import SpanKind

SENTENCES = 300

_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTHS = ["January", "March", "April", "July", "October", "December"]
_NAME = re.compile(r"(?<=[a-z,] )(?!(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|UK)\b)[A-Z][a-z]{2,}")
_AUXILIARY = re.compile(r"\b(can|is|are|does|do|must|will|may|has|have)\b(?! not)(?!n't)")
_DENIAL = re.compile(r"\b(can)not\b|\b(is|are|does|do|must|will|may|has|have) not\b")


def main() -> None:
    encoder = SentenceEncoder(Weights(DATA.weights).path("all-MiniLM-L6-v2"))
    print(described(), end="\n\n")
    report(BANK / "documents", encoder)


def report(folder: Path, encoder: TokenEncoder, *, sentences: int = SENTENCES) -> None:
    """Print the share of each fault, and of true sentences, that is let through."""
    gate = GroundingGate(CachingEncoder(encoder))
    chosen = sample(folder, sentences)
    print("| | sentences | let through |\n|---|---:|---:|")
    escaped: list[str] = []
    for name, change in {**FAULTS, **SPELLINGS}.items():
        changed = [
            (new, passage) for text, passage in chosen if (new := change(text)) != text or name == "as it stands"
        ]
        through = [new for new, passage in changed if gate.check(new, [passage]).supported]
        print(f"| {name} | {len(changed)} | {len(through) / max(1, len(changed)):.1%} |", flush=True)
        escaped += [f"{name}: {text}" for text in through if name in FAULTS]
    print("\nFaults that were let through:\n" + "\n".join(f"- {each}" for each in escaped))


def sample(folder: Path, size: int) -> list[tuple[str, Passage]]:
    """Draw sentences of the documents below `folder`, with their passages; the same ones for the same documents."""
    found = list(_sentences(folder))
    return random.Random(42).sample(found, min(size, len(found)))


def _sentences(folder: Path) -> Iterator[tuple[str, Passage]]:
    for chunk in chunks_of(read_documents(folder)):
        passage = chunk.as_passage()
        for statement in statements(passage):
            if statement.kind is SpanKind.SENTENCE and len(statement.text.split()) > 4:
                yield statement.text, passage


def _number(text: str) -> str:
    """Change a digit of the first number."""
    return re.sub(r"\d", lambda digit: str((int(digit[0]) + 1) % 10 or 1), text, count=1)


def _date(text: str) -> str:
    for names in (_DAYS, _MONTHS):
        for name in names:
            if re.search(rf"\b{name}\b", text):
                other = names[(names.index(name) + 2) % len(names)]
                return re.sub(rf"\b{name}\b", other, text, count=1)
    return text


def _name(text: str) -> str:
    return _NAME.sub("Harlan", text, count=1)


def _negation(text: str) -> str:
    denied = _DENIAL.sub(lambda match: match[1] or match[2], text, count=1)
    return denied if denied != text else _AUXILIARY.sub(lambda match: f"{match[0]} not", text, count=1)


def _unit(text: str) -> str:
    for one, other in (("days", "weeks"), ("months", "days"), ("hours", "days"), ("years", "months"), ("£", "€")):
        if one in text:
            return text.replace(one, other, 1)
    return text


def _contracted(text: str) -> str:
    return (
        text.replace("cannot", "can't")
        .replace("do not", "don't")
        .replace("does not", "doesn't")
        .replace("is not", "isn't")
    )


def _in_words(text: str) -> str:
    words = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    return re.sub(r"(?<![\d.,:£-])([2-9]|10) (?=[a-z])", lambda number: f"{words[int(number[1]) - 2]} ", text)


def _money(text: str) -> str:
    return re.sub(r"£(\d[\d,]*)(?![\d.,]*\d)(?! ?(?:million|to))", r"\1 pounds", text)


FAULTS: dict[str, Callable[[str], str]] = {
    "a digit changed": _number,
    "a unit changed": _unit,
    "a day or month changed": _date,
    "a name changed": _name,
    "negated, or no longer": _negation,
}
SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it stands": lambda text: text,
    "true: contracted": _contracted,
    "true: numbers in words": _in_words,
    "true: pounds in words": _money,
}

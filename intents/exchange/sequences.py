"""A folder with seq.in, seq.out and label, one line per utterance, as SNIPS and ATIS are published.

seq.in holds the words, seq.out their BIO tags, label the intent ("#" between several).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from intents.data import TrainingData
from intents.errors import DataError
from intents.exchange.source import Source, example, intent_name, slot_name
from intents.types import Example, Slot

FILES = ("seq.in", "seq.out", "label")


def read(source: Source) -> TrainingData:
    """Return the folder's utterances. Raises DataError if the three files disagree."""
    lines = {name: Source(source.path / name).text().splitlines() for name in FILES}
    counts = {name: len(found) for name, found in lines.items()}
    if len(set(counts.values())) > 1:
        told = ", ".join(f"{name} {count}" for name, count in counts.items())
        raise DataError(f"{source.path.name}: the files have different numbers of lines ({told})")
    return TrainingData(
        tuple(
            _example(words.split(), tags.split(), label, f"seq.in:{number}", f"seq.out:{number}")
            for number, (words, tags, label) in enumerate(zip(*lines.values(), strict=True), 1)
        )
    )


def _example(words: Sequence[str], tags: Sequence[str], label: str, origin: str, tags_at: str) -> Example:
    if len(words) != len(tags):
        raise DataError(f"{tags_at}: {len(tags)} tags for {len(words)} words; there must be one for each")
    text = " ".join(words)
    spans: list[tuple[str, int, int]] = []
    start = 0
    for word, tag in zip(words, tags, strict=True):
        prefix, _, name = tag.partition("-")
        if prefix not in {"O", "B", "I"} or (prefix != "O" and not name):
            raise DataError(f"{tags_at}: '{tag}' is no BIO tag; write O, B-slot or I-slot")
        end = start + len(word)
        if prefix == "B" or (prefix == "I" and not (spans and spans[-1][0] == name and spans[-1][2] == start - 1)):
            spans.append((name, start, end))
        elif prefix == "I":
            spans[-1] = (name, spans[-1][1], end)
        start = end + 1
    slots = [Slot(slot_name(name), text[a:b], text[a:b], a, b) for name, a, b in spans]
    return example(text, "+".join(map(intent_name, label.split("#"))), slots, origin)


def write(data: TrainingData, folder: Path) -> None:
    """Write the data as such a folder. Words are split at spaces and at the boundaries of marks."""
    rows: dict[str, list[str]] = {name: [] for name in FILES}
    for one in data.examples:
        words, tags, end = [], [], 0
        for slot in one.slots:
            before = one.text[end : slot.start].split()
            inside = slot.text.split()
            words += before + inside
            tags += ["O"] * len(before) + [f"{'I' if i else 'B'}-{slot.name}" for i in range(len(inside))]
            end = slot.end
        rest = one.text[end:].split()
        rows["seq.in"].append(" ".join(words + rest))
        rows["seq.out"].append(" ".join(tags + ["O"] * len(rest)))
        rows["label"].append(one.intent.replace("+", "#"))
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in rows.items():
        (folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

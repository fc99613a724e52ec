"""Marks that are misaligned, forgotten, or missing altogether."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from intents.checking.finding import Finding, quoted
from intents.data import TrainingData
from intents.types import Example

OFTEN = 3
"""A wording marked this often as the same slot is expected to be marked everywhere."""


def misaligned(examples: Sequence[Example]) -> Iterator[Finding]:
    """Yield marks that begin or end within a word, or with a space or a punctuation mark."""
    for example in examples:
        text = example.text
        for slot in example.slots:
            inside = text[slot.start : slot.end]
            if inside != slot.text:
                problem = f"holds '{inside}' and not its text"
            elif inside != inside.strip():
                problem = "begins or ends with a space"
            elif _within_a_word(text, slot.start) or _within_a_word(text, slot.end):
                problem = "begins or ends within a word"
            elif re.search(r"[,;:!?]$|^[,;:!?]|(?<!\b\w)(?<!\.\w)\.$", inside) and not inside.endswith(
                ("a.m.", "p.m.")
            ):
                problem = "begins or ends with a punctuation mark"
            else:
                continue
            yield Finding(
                "misaligned",
                example.origin,
                f"the mark [{slot.text}]({slot.name}) {problem} in {quoted(example)}; mend it",
                1.0,
            )


def unmarked(examples: Sequence[Example]) -> Iterator[Finding]:
    """Yield wordings that are marked as a slot nearly everywhere, but not here."""
    marked: dict[str, Counter[str]] = defaultdict(Counter)
    for example in examples:
        for slot in example.slots:
            marked[slot.text.casefold()][slot.name] += 1
    often = {
        words: names for words, names in marked.items() if names.total() >= OFTEN and len(names) == 1 and len(words) > 2
    }
    if not often:
        return
    pattern = re.compile(
        rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, often), key=len, reverse=True))})(?!\w)", re.IGNORECASE
    )
    bare: dict[str, list[tuple[Example, str]]] = defaultdict(list)
    for example in examples:
        for match in pattern.finditer(example.text):
            if not any(slot.start < match.end() and slot.end > match.start() for slot in example.slots):
                bare[match[0].casefold()].append((example, match[0]))
    for words, places in bare.items():
        ((name, count),) = often[words].items()
        if len(places) * 2 > count:  # unmarked too often: the word has another sense, too
            continue
        for example, found in places:
            message = f"'{found}' is marked as '{name}' {count} times, but not in {quoted(example)}; mark it here, too"
            yield Finding("unmarked", example.origin, message, count / (count + len(places)))


def never_marked(data: TrainingData, wanted: Sequence[tuple[str, str]] = ()) -> Iterator[Finding]:
    """Yield slots that something needs but no example marks: `wanted` are their names and the places that name them."""
    for name, origin in wanted:
        if name not in data.slots:
            yield Finding(
                "never-filled", origin, f"no example marks the slot '{name}'; mark it in some, or remove it", 1.0
            )
    for kind, tables in (("lookup", data.lookups), ("regex", data.regexes)):
        for name, entries in tables.items():
            hints = [entry.casefold() for entry in entries] if kind == "lookup" else []
            texts = {slot.text.casefold() for example in data.examples for slot in example.slots}
            if name not in data.slots and not texts.intersection(hints) and kind == "lookup":
                message = (
                    f"no example marks anything of the lookup '{name}', so it hints at nothing; mark some, or remove it"
                )
                yield Finding("never-filled", "", message, 0.5)


def _within_a_word(text: str, position: int) -> bool:
    """Return True if a run of letters, or of digits, crosses the position; "50quid" is two words."""
    if not 0 < position < len(text):
        return False
    before, after = text[position - 1], text[position]
    return before.isalnum() and after.isalnum() and before.isdigit() == after.isdigit()

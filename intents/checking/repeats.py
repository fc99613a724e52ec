"""Duplicate and near-duplicate examples, and intents with too few of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from intents.checking.finding import Finding, quoted
from intents.types import Example

ALIKE = 0.95
"""The cosine from which two examples of different intents count as near-duplicates."""
BLOCK = 1024


def duplicates(examples: Sequence[Example]) -> Iterator[Finding]:
    """Yield examples with the same text, ignoring case and punctuation."""
    seen: dict[str, Example] = {}
    for example in examples:
        other = seen.setdefault(_folded(example.text), example)
        if other is example:
            continue
        if other.intent == example.intent:
            message = f"{quoted(example)} stands at {other.origin}, too; delete one"
        else:
            message = (
                f"{quoted(example)} is an example of '{example.intent}' here "
                f"and of '{other.intent}' at {other.origin}; keep one"
            )
        yield Finding("duplicate", example.origin, message, 1.0 + (other.intent != example.intent))


def near_duplicates(examples: Sequence[Example], vectors: npt.NDArray[Any]) -> Iterator[Finding]:
    """Yield near-duplicate examples of different intents; `vectors` are of unit length."""
    intents = np.array([example.intent for example in examples])
    for start in range(0, len(examples), BLOCK):
        cosines = vectors[start : start + BLOCK] @ vectors.T
        for row, column in zip(*np.nonzero(cosines >= ALIKE), strict=True):
            first, second = int(start + row), int(column)
            if first >= second or intents[first] == intents[second]:
                continue
            one, other = examples[second], examples[first]
            if _folded(one.text) == _folded(other.text):
                continue
            yield Finding(
                "near-duplicate",
                one.origin,
                f"{quoted(one)} ('{one.intent}') is nearly {quoted(other)} ('{other.intent}') at {other.origin}; "
                "word one differently, or give both one intent",
                float(cosines[row, column]),
            )


def few_examples(examples: Sequence[Example], least: int) -> Iterator[Finding]:
    """Yield intents with fewer than `least` distinct examples."""
    texts: dict[str, set[str]] = defaultdict(set)
    for example in examples:
        texts[example.intent].add(_folded(example.text))
    for intent, found in texts.items():
        if len(found) < least:
            origin = next(example.origin for example in examples if example.intent == intent)
            count = f"{len(found)} different example{'s' * (len(found) != 1)}"
            message = f"the intent '{intent}' has {count}; write at least {least}"
            yield Finding("few-examples", origin, message, float(least - len(found)))


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold())) or text

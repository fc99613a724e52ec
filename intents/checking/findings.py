"""All checks of training data, ordered by how much their findings are worth a look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy.typing as npt

from intents.checking.finding import Finding
from intents.checking.labels import inseparable, mislabelled
from intents.checking.marks import misaligned, never_marked, unmarked
from intents.checking.repeats import duplicates, few_examples, near_duplicates
from intents.data import TrainingData
from intents.probe import cross_validated

LEAST = 5
"""Number of examples that an intent needs to be learned with any confidence."""
FOLDS = 5

Embed = Callable[[Sequence[str]], npt.NDArray[Any]]
"""A function that turns texts into vectors of unit length, shape (texts, dimension)."""


def check_data(
    data: TrainingData, embed: Embed | None = None, wanted: Sequence[tuple[str, str]] = (), least: int = LEAST
) -> list[Finding]:
    """Return the likely mistakes in the data, the most certain first within each kind.

    Without `embed`, only checks that need no vectors are run. `wanted` are slots that must be marked, with the places
    that name them.
    """
    examples = data.examples
    found = [
        *duplicates(examples),
        *misaligned(examples),
        *unmarked(examples),
        *never_marked(data, wanted),
        *few_examples(examples, least),
    ]
    labels = sorted({example.intent for example in examples})
    if embed is not None and len(labels) > 1:
        vectors = embed([example.text for example in examples])
        probabilities = cross_validated(vectors, [labels.index(one.intent) for one in examples], len(labels), FOLDS)
        found += near_duplicates(examples, vectors)
        found += mislabelled(examples, labels, probabilities, vectors)
        found += inseparable(examples, labels, probabilities)
    order = list(dict.fromkeys(finding.kind for finding in found))
    return sorted(found, key=lambda finding: (order.index(finding.kind), -finding.score))

"""A model's predictions on examples that it was not trained on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from intents.data import TrainingData
from intents.evaluation import OUT_OF_SCOPE, labelled, marks, named
from intents.probe import stratified
from intents.types import Example, Understanding


class Parser(Protocol):
    """A model that understands texts, such as `intents.model.NluModel`."""

    def parse_many(self, texts: Sequence[str]) -> list[Understanding]:
        """Return the understanding of each text."""
        ...


Train = Callable[[TrainingData], Parser]


@dataclass(frozen=True, slots=True)
class Predictions:
    """Examples with their predicted understandings."""

    examples: tuple[Example, ...]
    found: tuple[Understanding, ...]

    @classmethod
    def of(cls, model: Parser, examples: Sequence[Example]) -> Predictions:
        """Return the predictions of `model` on the examples."""
        return cls(tuple(examples), tuple(model.parse_many([example.text for example in examples])))

    @property
    def in_scope(self) -> tuple[tuple[Example, Understanding], ...]:
        """The in-scope examples, which belong to an intent."""
        return tuple(pair for pair in zip(self.examples, self.found, strict=True) if pair[0].intent != OUT_OF_SCOPE)

    @property
    def out_of_scope(self) -> tuple[tuple[Example, Understanding], ...]:
        """The out-of-scope examples."""
        return tuple(pair for pair in zip(self.examples, self.found, strict=True) if pair[0].intent == OUT_OF_SCOPE)


def intent_is_right(example: Example, found: Understanding) -> bool:
    """Return True if the predicted intents are exactly those of the example."""
    return named(found) == labelled(example)


def sentence_is_right(example: Example, found: Understanding) -> bool:
    """Return True if the intents and all slots are right."""
    return intent_is_right(example, found) and marks(found.slots) == marks(example.slots)


def cross_validate(
    data: TrainingData,
    train: Train,
    folds: int = 5,
    seed: int = 0,
    progress: Callable[[str, int, int], None] | None = None,
) -> Predictions:
    """Return the understanding of each example by a model trained without it; folds are stratified by intent.

    `train` is called once for each fold. Raises the errors of `train`: DataError if a fold leaves too little data.
    """
    fold_of = stratified([example.intent for example in data.examples], folds, seed)
    found: dict[int, Understanding] = {}
    for fold in range(folds):
        if progress:
            progress("cross-validating", fold, folds)
        inside = tuple(one for one, at in zip(data.examples, fold_of, strict=True) if at != fold)
        rows = [row for row, at in enumerate(fold_of) if at == fold]
        if rows:
            model = train(replace(data, examples=inside))
            found |= zip(rows, model.parse_many([data.examples[row].text for row in rows]), strict=True)
    return Predictions(data.examples, tuple(found[row] for row in range(len(data.examples))))

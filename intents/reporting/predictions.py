"""What a model said of examples that it was not trained on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from intents.data import TrainingData
from intents.evaluation import OUT_OF_SCOPE, labelled, marks, named
from intents.probe import stratified
from intents.types import Example, Understanding


class Parser(Protocol):
    """What understands texts. `intents.model.NluModel` is one."""

    def parse_many(self, texts: Sequence[str]) -> list[Understanding]:
        """The understanding of each text."""
        ...


Train = Callable[[TrainingData], Parser]


@dataclass(frozen=True, slots=True)
class Predictions:
    """Examples, each with what was understood."""

    examples: tuple[Example, ...]
    found: tuple[Understanding, ...]

    @classmethod
    def of(cls, model: Parser, examples: Sequence[Example]) -> Predictions:
        """What `model` says of the examples."""
        return cls(tuple(examples), tuple(model.parse_many([example.text for example in examples])))

    @property
    def in_scope(self) -> tuple[tuple[Example, Understanding], ...]:
        """The examples that belong to an intent."""
        return tuple(pair for pair in zip(self.examples, self.found, strict=True) if pair[0].intent != OUT_OF_SCOPE)

    @property
    def out_of_scope(self) -> tuple[tuple[Example, Understanding], ...]:
        """The others."""
        return tuple(pair for pair in zip(self.examples, self.found, strict=True) if pair[0].intent == OUT_OF_SCOPE)


def intent_is_right(example: Example, found: Understanding) -> bool:
    """Whether the intents that are meant are those of the example, and no other."""
    return named(found) == labelled(example)


def sentence_is_right(example: Example, found: Understanding) -> bool:
    """Whether intents and all slots are right."""
    return intent_is_right(example, found) and marks(found.slots) == marks(example.slots)


def cross_validate(
    data: TrainingData,
    train: Train,
    folds: int = 5,
    seed: int = 0,
    progress: Callable[[str, int, int], None] | None = None,
) -> Predictions:
    """Each example as understood by a model that was trained without it; folds are stratified by intent.

    `train` is called once for each fold. Raises what it raises: DataError if a fold leaves too little.
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

"""Explanations of a model's predictions."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from intents.model import NluModel
from intents.types import Example, Intent, Understanding

NEAREST = 5
RIVALS = 5
"""Number of the most probable intents whose examples are compared."""
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its weight for the best intent: the drop in that intent's log-odds if the word is left out."""

    text: str
    start: int
    weight: float


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A training example and its similarity to the text according to the model (a cosine)."""

    example: Example
    cosine: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """A prediction, the weights of its words, and the most similar examples.

    `threshold` is the confidence from which the intent is acted on. `words` are in text order, `nearest` sorted by
    similarity, highest first.
    """

    understanding: Understanding
    threshold: float
    words: tuple[Word, ...]
    nearest: tuple[Neighbour, ...]

    @property
    def acted_on(self) -> bool:
        """True if the best intent is confident enough and the model does not abstain."""
        best = self.understanding.best
        return best is not None and best.confidence >= self.threshold and not self.understanding.abstains


def explain(model: NluModel, text: str, examples: Sequence[Example], threshold: float = 0.0) -> Explanation:
    """Explain the understanding of `text` by `model`; `examples` are its training data.

    Words are weighted by occlusion (Zeiler and Fergus 2014; Li, Monroe and Jurafsky 2016): each is left out in turn.
    The nearest examples are searched among those of the most probable intents. `threshold` applies unless the model's
    own is higher.
    """
    found = [(word[0], word.start()) for word in _WORD.finditer(text)]
    without = [(text[:start] + text[start + len(word) :]).strip() for word, start in found]
    whole, *partial = model.parse_many([text, *without]) if len(found) > 1 else model.parse_many([text])
    words = [
        Word(word, start, _log_odds(whole.best, whole) - _log_odds(whole.best, part))
        for (word, start), part in zip(found, partial, strict=False)
    ]
    rivals = {intent.name for intent in whole.intents[:RIVALS]}
    near = [example for example in examples if rivals.intersection(example.intents)]
    nearest: list[Neighbour] = []
    if near:
        vectors = model.vectors([text, *(example.text for example in near)])
        cosines = (vectors[1:] @ vectors[0]).tolist()
        nearest = [Neighbour(example, cosine) for example, cosine in zip(near, cosines, strict=True)]
        nearest.sort(key=lambda neighbour: -neighbour.cosine)
    return Explanation(whole, max(threshold, model.threshold), tuple(words), tuple(nearest[:NEAREST]))


def _log_odds(intent: Intent | None, understanding: Understanding) -> float:
    """Return the log-odds of that intent, whatever its rank."""
    name = intent.name if intent else ""
    probability = next((one.confidence for one in understanding.intents if one.name == name), 0.0)
    inside = min(max(probability, 1e-6), 1 - 1e-6)
    return math.log(inside / (1 - inside))

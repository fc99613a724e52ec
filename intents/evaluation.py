"""How well a model understands: accuracy of intents, F1 of slots, and what it confuses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from intents.model import NluModel
from intents.types import Example, Slot, Understanding

OUT_OF_SCOPE = "out_of_scope"
"""The label of test utterances that belong to no intent. It is never trained."""


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of right, superfluous and missing predictions, and what follows from them."""

    right: int
    superfluous: int
    missing: int

    @property
    def precision(self) -> float:
        """Right predictions among all predictions."""
        return _share(self.right, self.right + self.superfluous)

    @property
    def recall(self) -> float:
        """Right predictions among all that there were to find."""
        return _share(self.right, self.right + self.missing)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return _share(2 * self.right, 2 * self.right + self.superfluous + self.missing)

    @property
    def support(self) -> int:
        """How many there were to find."""
        return self.right + self.missing


@dataclass(frozen=True, slots=True)
class Confusion:
    """An utterance that was taken for another intent."""

    text: str
    intent: str
    predicted: str
    confidence: float


@dataclass(frozen=True, slots=True)
class NluReport:
    """What an evaluation found. Shares are between 0 and 1.

    `out_of_scope_auroc` is the chance that an utterance of an intent gets a higher confidence than one out of scope
    (None where the test data has none).
    """

    utterances: int
    intent_accuracy: float
    intents: dict[str, Score]
    slots: dict[str, Score]
    slot_f1: float
    sentence_accuracy: float
    confusions: tuple[Confusion, ...]
    out_of_scope: int
    out_of_scope_auroc: float | None


def evaluate(model: NluModel, examples: Sequence[Example]) -> NluReport:
    """Measures `model` on examples it was not trained on.

    Intent accuracy, slot F1 and sentence accuracy (intent and all slots right) are over the examples in scope. A slot
    counts as right if name and both ends agree (the definition of CoNLL 2003 and seqeval), micro-averaged.
    """
    parsed = list(zip(examples, model.parse_many([example.text for example in examples]), strict=True))
    known = [(example, found) for example, found in parsed if example.intent != OUT_OF_SCOPE]
    strange = [found for example, found in parsed if example.intent == OUT_OF_SCOPE]
    right = [_named(found) == example.intent for example, found in known]
    exact = [_marks(found.slots) == _marks(example.slots) for example, found in known]
    slots = slot_scores((example.slots, found.slots) for example, found in known)
    total = Score(
        *(sum(getattr(score, part) for score in slots.values()) for part in ("right", "superfluous", "missing"))
    )
    return NluReport(
        utterances=len(known),
        intent_accuracy=_share(sum(right), len(known)),
        intents=_intent_scores(known),
        slots=slots,
        slot_f1=total.f1,
        sentence_accuracy=_share(sum(a and b for a, b in zip(right, exact, strict=True)), len(known)),
        confusions=_confusions(known),
        out_of_scope=len(strange),
        out_of_scope_auroc=auroc([_confidence(u) for _, u in known], [_confidence(u) for u in strange]),
    )


def slot_scores(pairs: Iterable[tuple[Sequence[Slot], Sequence[Slot]]]) -> dict[str, Score]:
    """The score of each slot name, from pairs of (slots there are, slots found)."""
    right: Counter[str] = Counter()
    superfluous: Counter[str] = Counter()
    missing: Counter[str] = Counter()
    for there, found in pairs:
        right.update(name for name, *_ in _marks(there) & _marks(found))
        superfluous.update(name for name, *_ in _marks(found) - _marks(there))
        missing.update(name for name, *_ in _marks(there) - _marks(found))
    names = sorted({*right, *superfluous, *missing})
    return {name: Score(right[name], superfluous[name], missing[name]) for name in names}


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Area under the ROC curve, as the Mann-Whitney statistic (Hanley and McNeil 1982); None if a side is empty."""
    if not positive or not negative:
        return None
    wins = sum((p > n) + 0.5 * (p == n) for p in positive for n in negative)
    return wins / (len(positive) * len(negative))


def _intent_scores(parsed: Sequence[tuple[Example, Understanding]]) -> dict[str, Score]:
    there = Counter(example.intent for example, _ in parsed)
    found = Counter(_named(understanding) for _, understanding in parsed)
    right = Counter(example.intent for example, understanding in parsed if _named(understanding) == example.intent)
    return {
        name: Score(right[name], found[name] - right[name], there[name] - right[name])
        for name in sorted({*there, *found} - {""})
    }


def _confusions(parsed: Sequence[tuple[Example, Understanding]]) -> tuple[Confusion, ...]:
    """Every wrong intent, the most confident mistake first."""
    wrong = [
        Confusion(example.text, example.intent, _named(found), _confidence(found))
        for example, found in parsed
        if _named(found) != example.intent
    ]
    return tuple(sorted(wrong, key=lambda confusion: -confusion.confidence))


def _named(understanding: Understanding) -> str:
    return understanding.best.name if understanding.best else ""


def _confidence(understanding: Understanding) -> float:
    return understanding.best.confidence if understanding.best else 0.0


def _marks(slots: Sequence[Slot]) -> set[tuple[str, int, int]]:
    return {(slot.name, slot.start, slot.end) for slot in slots}


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0

"""The evaluation of a model: intent accuracy, slot F1, and confusions."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from intents.curves import recall_at_precision
from intents.model import NluModel
from intents.types import SEVERAL, Example, Slot, Understanding

OUT_OF_SCOPE = "out_of_scope"
"""The label of test utterances that belong to no intent. It is never trained on."""

PRECISIONS = (0.9, 0.95)
"""The precisions at which the recall of out-of-scope utterances is reported."""


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of true positives, false positives and false negatives, and the scores computed from them."""

    right: int
    superfluous: int
    missing: int

    @property
    def precision(self) -> float:
        """The share of predictions that are right."""
        return _share(self.right, self.right + self.superfluous)

    @property
    def recall(self) -> float:
        """The share of expected items that were predicted."""
        return _share(self.right, self.right + self.missing)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return _share(2 * self.right, 2 * self.right + self.superfluous + self.missing)

    @property
    def support(self) -> int:
        """The number of expected items."""
        return self.right + self.missing


@dataclass(frozen=True, slots=True)
class Confusion:
    """An utterance that was mistaken for another intent."""

    text: str
    intent: str
    predicted: str
    confidence: float


@dataclass(frozen=True, slots=True)
class NluReport:
    """The results of an evaluation. Shares are between 0 and 1.

    An utterance that may have several intents or none is right if exactly its intents are predicted. Intent F1 is
    micro-averaged over all intents. `calibration_error` is the expected calibration error over 15 bins of the best
    intent's confidence. `abstained` is the share of in-scope utterances on which the model abstained, and
    `acted_on_accuracy` the accuracy on the others. `out_of_scope_auroc` is the probability that an in-scope utterance
    gets a higher familiarity than an out-of-scope one, and `out_of_scope_found` the share of out-of-scope utterances on
    which the model abstained (None if the test data has none). `out_of_scope_recall` holds, for each precision ("0.9"),
    the recall of out-of-scope utterances at the best threshold.
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
    out_of_scope_found: float | None = None
    intent_f1: float = 0.0
    calibration_error: float = 0.0
    abstained: float = 0.0
    acted_on_accuracy: float = 0.0
    out_of_scope_recall: dict[str, float] = field(default_factory=dict)


def evaluate(model: NluModel, examples: Sequence[Example]) -> NluReport:
    """Evaluate `model` on examples that it was not trained on; see `measured`."""
    return measured(examples, model.parse_many([example.text for example in examples]))


def measured(examples: Sequence[Example], understood: Sequence[Understanding]) -> NluReport:
    """Evaluate the understandings of examples.

    Intent accuracy, slot F1 and sentence accuracy (intent and all slots right) are over the in-scope examples. A slot
    counts as right if its name and both boundaries match (the definition of CoNLL 2003 and seqeval), micro-averaged.
    """
    parsed = list(zip(examples, understood, strict=True))
    known = [(example, found) for example, found in parsed if example.intent != OUT_OF_SCOPE]
    strange = [found for example, found in parsed if example.intent == OUT_OF_SCOPE]
    right = [named(found) == labelled(example) for example, found in known]
    exact = [marks(found.slots) == marks(example.slots) for example, found in known]
    slots = slot_scores((example.slots, found.slots) for example, found in known)
    intents = _intent_scores(known)
    acted_on = [hit for hit, (_, found) in zip(right, known, strict=True) if not found.abstains]
    return NluReport(
        utterances=len(known),
        intent_accuracy=_share(sum(right), len(known)),
        intents=intents,
        slots=slots,
        slot_f1=_total(slots).f1,
        sentence_accuracy=_share(sum(a and b for a, b in zip(right, exact, strict=True)), len(known)),
        confusions=_confusions(known),
        out_of_scope=len(strange),
        out_of_scope_auroc=auroc([u.familiarity for _, u in known], [u.familiarity for u in strange]),
        out_of_scope_found=_share(sum(bool(u.abstains) for u in strange), len(strange)) if strange else None,
        intent_f1=_total(intents).f1,
        calibration_error=calibration_error(
            [confidence_of(found) for _, found in known], [best_is_right(example, found) for example, found in known]
        ),
        abstained=_share(len(known) - len(acted_on), len(known)),
        acted_on_accuracy=_share(sum(acted_on), len(acted_on)),
        out_of_scope_recall=_strange_found([u for _, u in known], strange),
    )


def _strange_found(known: Sequence[Understanding], strange: Sequence[Understanding]) -> dict[str, float]:
    """Return the recall of out-of-scope utterances at each of PRECISIONS, by their unfamiliarity."""
    sides = [1 - found.familiarity for found in strange], [1 - found.familiarity for found in known]
    recalls = {str(precision): recall_at_precision(*sides, precision) for precision in PRECISIONS}
    return {precision: recall for precision, recall in recalls.items() if recall is not None}


def slot_scores(pairs: Iterable[tuple[Sequence[Slot], Sequence[Slot]]]) -> dict[str, Score]:
    """Return the score of each slot name, from pairs of (expected slots, predicted slots)."""
    right: Counter[str] = Counter()
    superfluous: Counter[str] = Counter()
    missing: Counter[str] = Counter()
    for there, found in pairs:
        right.update(name for name, *_ in marks(there) & marks(found))
        superfluous.update(name for name, *_ in marks(found) - marks(there))
        missing.update(name for name, *_ in marks(there) - marks(found))
    names = sorted({*right, *superfluous, *missing})
    return {name: Score(right[name], superfluous[name], missing[name]) for name in names}


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Return the area under the ROC curve (Mann-Whitney, Hanley and McNeil 1982); None if a side is empty."""
    if not positive or not negative:
        return None
    ordered = sorted(negative)
    wins = sum(bisect_left(ordered, p) + bisect_right(ordered, p) for p in positive) / 2
    return wins / (len(positive) * len(negative))


def calibration_error(confidence: Sequence[float], right: Sequence[bool], bins: int = 15) -> float:
    """Return the expected calibration error.

    It is |accuracy - confidence| in bins of equal width, weighted by their size (Naeini et al. 2015).
    """
    gaps = [0.0] * bins
    for sure, hit in zip(confidence, right, strict=True):
        gaps[min(int(sure * bins), bins - 1)] += hit - sure
    return sum(abs(gap) for gap in gaps) / len(confidence) if confidence else 0.0


def _intent_scores(parsed: Sequence[tuple[Example, Understanding]]) -> dict[str, Score]:
    there = Counter(name for example, _ in parsed for name in example.intents)
    found = Counter(intent.name for _, understanding in parsed for intent in understanding.meant)
    right = Counter(
        intent.name
        for example, understanding in parsed
        for intent in understanding.meant
        if intent.name in example.intents
    )
    return {
        name: Score(right[name], found[name] - right[name], there[name] - right[name])
        for name in sorted({*there, *found})
    }


def _total(scores: Mapping[str, Score]) -> Score:
    return Score(
        *(sum(getattr(score, part) for score in scores.values()) for part in ("right", "superfluous", "missing"))
    )


def _confusions(parsed: Sequence[tuple[Example, Understanding]]) -> tuple[Confusion, ...]:
    """Return all wrong intents, the most confident mistake first."""
    wrong = [
        Confusion(example.text, labelled(example), named(found), confidence_of(found))
        for example, found in parsed
        if named(found) != labelled(example)
    ]
    return tuple(sorted(wrong, key=lambda confusion: -confusion.confidence))


def named(understanding: Understanding) -> str:
    """Return the predicted intents in the notation of examples."""
    return SEVERAL.join(sorted(intent.name for intent in understanding.meant))


def labelled(example: Example) -> str:
    """Return the intents of the example, sorted by name."""
    return SEVERAL.join(sorted(example.intents))


def best_is_right(example: Example, understanding: Understanding) -> bool:
    """Return True if the best intent is one of the example's."""
    return understanding.best is not None and understanding.best.name in example.intents


def confidence_of(understanding: Understanding) -> float:
    """Return the probability of the best intent, or 0 if there is none."""
    return understanding.best.confidence if understanding.best else 0.0


def marks(slots: Sequence[Slot]) -> set[tuple[str, int, int]]:
    """Return the name and both boundaries of each slot."""
    return {(slot.name, slot.start, slot.end) for slot in slots}


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0

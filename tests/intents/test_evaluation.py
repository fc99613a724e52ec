"""The figures, against hand-worked cases and against the field's own implementation."""

import random

import pytest

from intents.batches import bio_tags
from intents.evaluation import Score, auroc, calibration_error, slot_scores
from intents.types import Slot


def slot(name: str, start: int, end: int) -> Slot:
    return Slot(name, "x" * (end - start), "x", start, end)


def test_a_slot_counts_only_with_name_and_both_ends_right():
    there = [slot("city", 0, 3), slot("date", 5, 9), slot("city", 12, 15)]
    found = [slot("city", 0, 3), slot("date", 5, 8), slot("payee", 12, 15)]
    scores = slot_scores([(there, found)])
    assert scores["city"] == Score(right=1, superfluous=0, missing=1)
    assert scores["date"] == Score(right=0, superfluous=1, missing=1)
    assert scores["payee"] == Score(right=0, superfluous=1, missing=0)


def test_precision_recall_and_f1():
    score = Score(right=3, superfluous=1, missing=2)
    assert (score.precision, score.recall, score.support) == (0.75, 0.6, 5)
    assert score.f1 == pytest.approx(2 * 0.75 * 0.6 / 1.35)
    assert Score(0, 0, 0).f1 == 0.0


def test_slot_f1_is_seqevals():
    from seqeval.metrics import f1_score

    rng = random.Random(3)
    words = [(i * 2, i * 2 + 1) for i in range(12)]

    def some_slots() -> list[Slot]:
        starts = sorted(rng.sample(range(0, 12, 3), 3))
        return [slot(rng.choice(["a", "b"]), s * 2, (s + rng.choice([0, 1, 2])) * 2 + 1) for s in starts]

    pairs = [(some_slots(), some_slots()) for _ in range(60)]
    ours = slot_scores(pairs)
    total = Score(*(sum(getattr(s, part) for s in ours.values()) for part in ("right", "superfluous", "missing")))
    theirs = f1_score([bio_tags(words, a) for a, _ in pairs], [bio_tags(words, b) for _, b in pairs])
    assert 0.05 < theirs < 0.95
    assert total.f1 == pytest.approx(theirs)


def test_auroc_is_the_chance_of_a_right_order():
    assert auroc([0.9, 0.8], [0.1, 0.2]) == 1.0
    assert auroc([0.9, 0.2], [0.5, 0.2]) == pytest.approx((1 + 1 + 0 + 0.5) / 4)
    assert auroc([0.9], []) is None


def test_the_calibration_error_is_the_mean_gap_of_the_bins():
    assert calibration_error([0.95, 0.95, 0.15, 0.15], [True, True, False, True]) == pytest.approx(0.2)
    assert calibration_error([1.0, 1.0], [True, True]) == 0.0

"""Probabilities that mean what they say, and thresholds that keep what was asked for."""

import pytest
import torch

from intents.calibration import Calibration, threshold
from intents.evaluation import calibration_error


def drawn(sharpness: float, texts: int = 4_000, intents: int = 5) -> tuple[torch.Tensor, torch.Tensor]:
    """Scores, and labels that are drawn with the probabilities softmax(scores * sharpness)."""
    generator = torch.Generator().manual_seed(0)
    scores = torch.randn(texts, intents, generator=generator)
    found = torch.multinomial((scores * sharpness).softmax(-1), 1, generator=generator).flatten()
    return scores, torch.nn.functional.one_hot(found, intents).float()


@pytest.mark.parametrize("sharpness", [0.5, 4.0, 30.0])
def test_the_temperature_that_made_the_labels_is_found(sharpness):
    scores, labels = drawn(sharpness)
    assert Calibration.fit(scores, labels, several=False).temperature == pytest.approx(1 / sharpness, rel=0.15)


def test_what_was_overconfident_is_calibrated():
    scores, labels = drawn(1.0)
    fitted = Calibration.fit(scores * 10, labels, several=False)
    before, after = (
        calibration_error(confidence.tolist(), (labels[torch.arange(len(labels)), best] > 0).tolist())
        for confidence, best in (
            (scores * 10).softmax(-1).max(-1),
            torch.from_numpy(fitted.probabilities(scores.numpy() * 10)).max(-1),
        )
    )
    assert before > 0.2
    assert after < 0.03


def test_probabilities_of_several_intents_need_not_sum_to_one():
    generator = torch.Generator().manual_seed(0)
    scores = torch.randn(3_000, 4, generator=generator)
    labels = torch.bernoulli(torch.sigmoid(3 * scores - 1), generator=generator)
    fitted = Calibration.fit(scores, labels, several=True)
    assert 1 / fitted.temperature == pytest.approx(3, rel=0.1)
    assert fitted.bias == pytest.approx(-1, abs=0.15)
    assert float(fitted.probabilities(scores.numpy()).mean()) == pytest.approx(float(labels.mean()), abs=0.01)


def test_held_out_predictions_that_are_all_right_do_not_make_it_certain():
    labels = torch.eye(3).repeat(10, 1)
    assert Calibration.fit(labels * 5, labels, several=False).temperature > 0.05


def test_a_threshold_keeps_the_precision_on_what_it_was_chosen_from():
    confidence = torch.tensor([0.9, 0.8, 0.7, 0.6, 0.5])
    right = torch.tensor([True, True, False, True, False])
    assert threshold(confidence, right, 1.0) == pytest.approx(0.8)
    assert threshold(confidence, right, 0.75) == pytest.approx(0.6)
    assert threshold(confidence, right, 0.5) == pytest.approx(0.5)


def test_a_precision_out_of_reach_leaves_the_highest_confidence_alone():
    assert threshold(torch.tensor([0.9, 0.8]), torch.tensor([False, True]), 0.9) == pytest.approx(0.9)


def test_a_higher_precision_needs_more_confidence():
    scores, labels = drawn(2.0)
    fitted = Calibration.fit(scores, labels, several=False)
    assert fitted.threshold(0.7) < fitted.threshold(0.9) < fitted.threshold(0.99)

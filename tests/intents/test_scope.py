"""Telling what a model was trained on from what it was not, without an example of the latter."""

import numpy as np
import pytest
import torch

from intents.evaluation import auroc
from intents.scope import Scope
from intents.trainer import TrainSettings, train
from intents.types import Abstention


@pytest.fixture(scope="module")
def drawn() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Vectors of five intents with their labels, and vectors of none of them."""
    generator = torch.Generator().manual_seed(0)
    intents = torch.arange(400) % 5
    means = 3 * torch.randn(8, 16, generator=generator)
    known = means[intents] + torch.randn(400, 16, generator=generator)
    strange = means[5 + torch.arange(90) % 3] + torch.randn(90, 16, generator=generator)
    return known, torch.nn.functional.one_hot(intents, 5).float(), strange


def test_what_belongs_to_no_intent_is_less_like_the_training_data(drawn):
    known, labels, strange = drawn
    scope = Scope.of(known[:300], labels[:300], torch.arange(300), known[:300])
    area = auroc(scope.likeness(known[300:]).tolist(), scope.likeness(strange).tolist())
    assert area is not None
    assert area > 0.95


def test_of_texts_in_scope_as_many_are_called_strange_as_the_familiarity_says(drawn):
    known, labels, _ = drawn
    scope = Scope.of(known[:300], labels[:300], torch.arange(300), known[:300])
    assert float((scope.familiarity(scope.likeness(known[300:]).numpy()) < 0.2).mean()) == pytest.approx(0.2, abs=0.1)


def test_what_the_encoder_was_trained_on_does_not_set_the_measure_of_the_familiar(drawn):
    known, labels, _ = drawn
    means = (labels[:300].T @ known[:300]) / labels[:300].sum(0).unsqueeze(1)
    learnt = torch.lerp(known[:300], labels[:300] @ means, 0.5)  # as a trained encoder draws its examples together
    scope = Scope.of(learnt, labels[:300], torch.arange(300), known[:300])
    unlearnt = Scope.of(known[:300], labels[:300], torch.arange(300), known[:300])
    assert torch.equal(scope.held_out, unlearnt.held_out)
    assert not torch.equal(scope.means, unlearnt.means)


def test_familiarity_rises_with_likeness_also_beyond_what_was_held_out(drawn):
    known, labels, _ = drawn
    scope = Scope.of(known, labels, torch.arange(400), known)
    lowest, highest = float(scope.held_out[0]), float(scope.held_out[-1])
    rising = scope.familiarity(np.linspace(lowest - 9, highest + 9, 500, dtype=np.float32))
    assert (np.diff(rising) > 0).all()
    assert 0 < rising[0] < rising[-1] < 1


def test_without_held_out_examples_everything_is_familiar(drawn):
    known, labels, strange = drawn
    scope = Scope.of(known, labels, torch.zeros(0, dtype=torch.long), known)
    assert scope.familiarity(scope.likeness(strange).numpy()).tolist() == [1.0] * len(strange)


def test_an_utterance_like_none_of_the_examples_abstains_as_out_of_scope(sixty, tiny_encoder_folder):
    model = train(sixty, tiny_encoder_folder, TrainSettings(trainer="linear"))
    assert model.parse("q z 7 % x").abstains is Abstention.OUT_OF_SCOPE
    assert model.parse("my card is stolen").abstains is None
    assert model.parse("my card is stolen").familiarity > model.parse("q z 7 % x").familiarity

"""An encoder that is tuned by contrast: its examples draw together, and what is familiar is measured without that."""

from dataclasses import replace

import pytest
import torch

from intents.batches import TextEncoder
from intents.data import TrainingData
from intents.features import Hints
from intents.model import NluModel
from intents.trainer import TrainSettings, train
from intents.types import Example

FEW = TrainingData(
    tuple(
        Example(f"{opening} {text}", intent)
        for intent, texts in {
            "card": ["my card is lost", "the card is gone", "i lost a card", "a card is missing"],
            "money": ["send money today", "pay five pounds", "money to my mum", "a transfer please"],
            "hello": ["hello", "hi there", "good day", "hello you"],
        }.items()
        for text in texts
        for opening in ("", "please", "well", "today", "ok", "so", "now", "hm", "and", "but")
    )
)


@pytest.fixture(scope="module")
def models(tiny_encoder_folder) -> tuple[NluModel, NluModel]:
    """Trained on the frozen encoder, and by contrast."""
    settings = TrainSettings(trainer="linear")
    return (
        train(FEW, tiny_encoder_folder, settings),
        train(FEW, tiny_encoder_folder, replace(settings, trainer="contrast")),
    )


def surely_alike(model: NluModel) -> float:
    """How near the examples of an intent lie among all others: the mean log of their shares in the likeness."""
    encoder = TextEncoder(model.tokenizer, Hints.of({}, {}))
    with torch.inference_mode():
        pooled = model.network(encoder.batch(encoder.encode([example.text for example in FEW.examples]))).pooled
    vectors = torch.nn.functional.normalize(pooled, dim=-1)
    alike = torch.tensor([[a.intent == b.intent for a in FEW.examples] for b in FEW.examples])
    shares = (10 * vectors @ vectors.T).fill_diagonal_(-torch.inf).log_softmax(-1)
    return float(shares[alike.fill_diagonal_(False)].mean())


def test_examples_of_an_intent_draw_together(models):
    frozen, tuned = models
    assert surely_alike(tuned) > surely_alike(frozen)


def test_what_is_familiar_is_measured_with_the_encoder_that_has_not_seen_the_examples(models):
    frozen, tuned = models
    assert torch.allclose(frozen.scope.held_out, tuned.scope.held_out, atol=1e-2)
    assert not torch.allclose(frozen.scope.means, tuned.scope.means, atol=1e-4)


def test_the_same_seed_gives_the_same_model(models, tiny_encoder_folder):
    again = train(FEW, tiny_encoder_folder, TrainSettings(trainer="contrast"))
    text = "the card of my mum"
    assert again.parse(text).intents == models[1].parse(text).intents

"""The network in training."""

import pytest
import torch
from torch import nn
from transformers import AutoTokenizer

from intents.batches import TextEncoder
from intents.features import Hints
from intents.model import load_encoder
from intents.network import JointNetwork


@pytest.fixture
def batch(tiny_encoder_folder):
    encoder = TextEncoder(AutoTokenizer.from_pretrained(tiny_encoder_folder), Hints.of({}, {}))
    return encoder.batch(encoder.encode(["my card is lost", "hello"]))


@pytest.fixture
def network(tiny_encoder_folder):
    encoder, _ = load_encoder(tiny_encoder_folder)
    return JointNetwork(encoder, nn.Linear(encoder.config.hidden_size, 2), 3, 0, dropout=0.0, half_precision=True)


def test_in_half_precision_it_trains_to_about_the_same_and_every_weight_learns(network, batch):
    exact = network.eval().hidden(batch)
    network.train()
    for layer in network.modules():
        if isinstance(layer, nn.Dropout):
            layer.p = 0.0
    half = network.hidden(batch)
    assert half.dtype == torch.float32
    assert 0 < (half - exact).abs().max() < 0.1
    network(batch).intents.square().sum().backward()
    weights = dict(network.encoder.named_parameters())["embeddings.word_embeddings.weight"]
    assert weights.dtype == torch.float32
    assert weights.grad.abs().sum() > 0


def test_what_it_has_learned_is_used_in_full_precision(network, batch):
    half = network.eval().hidden(batch)
    network.half_precision = False
    assert torch.equal(half, network.hidden(batch))

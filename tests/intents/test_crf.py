"""The likelihood of a sequence of tags, against the sum over all sequences."""

from itertools import product

import pytest
import torch

from intents import crf
from intents.batches import IGNORED

TAGS = ("O", "B-a", "I-a", "B-b", "I-b")


def test_the_likelihood_is_that_of_the_sequence_among_all_sequences():
    generator = torch.Generator().manual_seed(1)
    scores = torch.randn(1, 3, len(TAGS), generator=generator)
    transitions = torch.randn(len(TAGS), len(TAGS), generator=generator)

    def score(sequence):
        pairs = zip((0, *sequence), sequence, strict=False)
        return sum(transitions[pair] for pair in pairs) + sum(scores[0, i, tag] for i, tag in enumerate(sequence))

    everything = torch.stack([score(sequence) for sequence in product(range(len(TAGS)), repeat=3)]).logsumexp(0)
    expected = (everything - score((1, 2, 0))) / 3
    assert crf.loss(scores, torch.tensor([[1, 2, 0]]), transitions).item() == pytest.approx(expected.item(), rel=1e-5)


def test_padding_and_texts_without_labels_change_nothing():
    generator = torch.Generator().manual_seed(1)
    scores, transitions = torch.randn(1, 2, len(TAGS), generator=generator), torch.zeros(len(TAGS), len(TAGS))
    alone = crf.loss(scores, torch.tensor([[1, 2]]), transitions)
    padded = torch.cat([torch.cat([scores, torch.ones(1, 2, len(TAGS))], dim=1), torch.ones(1, 4, len(TAGS))])
    tags = torch.tensor([[1, 2, IGNORED, IGNORED], [IGNORED] * 4])
    assert crf.loss(padded, tags, transitions).item() == pytest.approx(alone.item())


def test_a_slot_follows_on_another_of_its_name_only_where_the_examples_have_that():
    never, seen = crf.legal(TAGS, [[0, 1, 2]]) < 0, crf.legal(TAGS, [[1, 1, 2], [IGNORED, IGNORED]]) < 0
    assert never[1, 1]
    assert not seen[1, 1]
    for found in (never, seen):
        assert found[0, 2]
        assert found[1, 4]
        assert not found[1, 3]
        assert not found[2, 2]


def test_what_is_not_legal_learns_nothing():
    transitions = crf.legal(TAGS, []).requires_grad_()
    crf.loss(torch.zeros(1, 3, len(TAGS)), torch.tensor([[0, 1, 2]]), transitions).backward()
    assert transitions.grad is not None
    assert transitions.grad[0, 2] == 0
    assert transitions.grad[1, 2] < 0

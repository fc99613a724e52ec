"""A linear-chain conditional random field over the tags of a text (Lafferty, McCallum and Pereira 2001)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor

from intents.batches import IGNORED, OUTSIDE

NEVER = -1e4
"""The score of an illegal transition. Its gradient is zero, so it never changes."""


def legal(tags: Sequence[str], sequences: Sequence[Sequence[int]]) -> Tensor:
    """Return the initial transitions: 0 if the column's tag may follow the row's, else NEVER; shape (tags, tags).

    Every I- follows a B- or I- of the same slot. A slot directly follows another one of the same name only if one does
    in `sequences`: people write a comma or a word between two dates, and a tagger that finds two in "New Zealand" has
    split one.
    """
    transitions = torch.zeros(len(tags), len(tags))
    for column, tag in enumerate(tags):
        for row, before in enumerate(tags):
            same = before != OUTSIDE and before[2:] == tag[2:]
            if (tag.startswith("I-") and not same) or (tag.startswith("B-") and same):
                transitions[row, column] = NEVER
    for first, second in {pair for sequence in sequences for pair in pairwise(sequence)}:
        if IGNORED not in (first, second):
            transitions[first, second] = 0.0
    return transitions


def loss(scores: Tensor, tags: Tensor, transitions: Tensor) -> Tensor:
    """Return the negative log-likelihood of the tags per word.

    `scores` (texts, words, tags) are the emission scores, `transitions` (tags, tags) the scores of the column's tag
    after the row's. `tags` (texts, words) are IGNORED from the end of the text on. A text starts as if a word outside
    any slot preceded it; that tag is the first.
    """
    there = tags != IGNORED
    known = tags.clamp(min=0)
    before = torch.cat([torch.zeros_like(known[:, :1]), known[:, :-1]], dim=1)
    own = scores.gather(2, known.unsqueeze(2)).squeeze(2)
    right = ((own + transitions[before, known]) * there).sum()
    following = transitions.exp()
    total = transitions[0] + scores[:, 0]
    for word in range(1, scores.shape[1]):
        # Compute the log-sum-exp as a matrix product, which is many times faster.
        top = total.detach().amax(1, keepdim=True)
        reached = ((total - top).exp() @ following).clamp(min=1e-30).log() + top
        total = torch.where(there[:, word : word + 1], reached + scores[:, word], total)
    everything = (total.logsumexp(1) * there[:, 0]).sum()
    return (everything - right) / there.sum().clamp(min=1)

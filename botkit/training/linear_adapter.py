"""Training of a linear adapter on known questions and the places of their answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from botkit.answering.select.candidate_spans import CandidateSpan, candidate_spans
from botkit.answering.select.linear_adapter import LinearAdapter
from botkit.domain import Passage
from botkit.domain.errors import DocumentError
from botkit.domain.ports import Encoder, Progress

FEWEST = 100
"""The fewest known questions to learn from: fewer would be learned by heart."""

# Chosen on held-out thirds of config/banking/questions and on config/banking/tests/development.csv.
_EPOCHS = 10
_BATCH = 128
_RATE = 1.5e-3
_DECAY = 0.01
_DROPOUT = 0.1
_SHARPNESS = 20.0
"""The inverse temperature of the cosines."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A question, and the places that answer it: pairs of a passage's number and a character's offset in its text."""

    question: str
    places: tuple[tuple[int, int], ...]


def train_linear_adapter(
    questions: Sequence[Answered],
    passages: Sequence[Passage],
    encoder: Encoder,
    *,
    seed: int = 42,
    progress: Progress | None = None,
) -> LinearAdapter:
    """Train the adapter that brings each question nearest to its answer among all candidate spans of the passages.

    The softmax over all of them is the contrast, so no negatives have to be chosen. The same questions and seed give
    the same adapter. Raises DocumentError if fewer than `FEWEST` questions are answered by a span.
    """
    spans = [span for number, passage in enumerate(passages) for span in candidate_spans(passage, number)]
    right = _right(questions, spans)
    known = [number for number, row in enumerate(right) if row.any()]
    if len(known) < FEWEST:
        raise DocumentError(f"only {len(known)} known questions have an answer that can be quoted; write {FEWEST}")
    asked = encoder.encode([questions[number].question for number in known])
    alone, placed = encoder.encode([span.text for span in spans]), encoder.encode([span.placed for span in spans])
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        vectors = [torch.from_numpy(np.ascontiguousarray(each, dtype=np.float32)) for each in (asked, alone, placed)]
        return _fitted(vectors, torch.from_numpy(right[known]), progress)


def _right(questions: Sequence[Answered], spans: Sequence[CandidateSpan]) -> npt.NDArray[np.bool_]:
    """Mark which spans answer which question, in an array of shape (number of questions, number of spans)."""
    of_passage: dict[int, list[int]] = {}
    for number, span in enumerate(spans):
        of_passage.setdefault(span.rank, []).append(number)
    right = np.zeros((len(questions), len(spans)), dtype=np.bool_)
    for row, question in zip(right, questions, strict=True):
        for passage, character in question.places:
            for number in of_passage.get(passage, ()):
                row[number] |= spans[number].start <= character < spans[number].end
    return right


def _fitted(vectors: Sequence[torch.Tensor], right: torch.Tensor, progress: Progress | None) -> LinearAdapter:
    asked, alone, placed = vectors
    size = asked.shape[1]
    matrices = [torch.zeros(size, size, requires_grad=True) for _ in range(3)]
    optimizer = torch.optim.AdamW(matrices, lr=_RATE, weight_decay=_DECAY)
    for epoch in range(_EPOCHS):
        optimizer.param_groups[0]["lr"] = _RATE * (1 - epoch / _EPOCHS)
        for batch in torch.split(torch.randperm(len(asked)), _BATCH):
            question, statement, under = (
                _moved(rows, matrix) for rows, matrix in zip((asked[batch], alone, placed), matrices, strict=True)
            )
            scores = _SHARPNESS * question @ ((statement + under) / 2).T
            told = scores.log_softmax(-1).masked_fill(~right[batch], -torch.inf).logsumexp(-1)
            optimizer.zero_grad()
            (-told.mean()).backward()  # type: ignore[no-untyped-call]
            optimizer.step()
        if progress:
            progress("training the sentence selector", epoch + 1, _EPOCHS)
    return LinearAdapter(*(matrix.detach().numpy() for matrix in matrices))


def _moved(rows: torch.Tensor, matrix: torch.Tensor) -> torch.Tensor:
    moved: Any = rows + torch.nn.functional.dropout(rows, _DROPOUT) @ matrix.T
    return torch.nn.functional.normalize(moved, dim=-1)

"""Training of heads on a frozen encoder: seconds for thousands of examples, and almost nothing for one more.

The intent head is a kernel ridge regression on the pooled vectors, with landmarks in place of all pairs (Williams and
Seeger, "Using the Nyström Method to Speed Up Kernel Machines", 2001). It has a closed form, and so do the leave-one-out
predictions, on which the calibration is based.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from intents.batches import IGNORED, TrainingBatches
from intents.embeddings import Embeddings
from intents.fitted import Fitted, Progress, tell
from intents.network import JointNetwork, KernelHead, at_words, pooled, scored

LANDMARKS = 2_000
"""With each landmark moved to the mean of its nearest examples, as good as 3,000 of BANKING77's examples; 1,500 lose
half a point. Chosen on five times 2,000 utterances held out of train.csv."""

RIDGE = 0.03
HELD_OUT = 2_000
"""Number of examples to fit the calibration on: more would not change it."""

READ = 64
"""Number of texts encoded at once."""

SLOT_STEPS = 100
SLOT_DECAY = 1e-5


def fit_heads(network: JointNetwork, batches: TrainingBatches, embeddings: Embeddings, progress: Progress) -> Fitted:
    """Fit both heads of `network`."""
    network.eval()
    rows, lengths = embeddings.get(
        batches.texts, words=batches.has_slots, read=lambda texts: _read(network, batches, texts, progress)
    )
    first = lengths.cumsum(0) - lengths
    vectors = rows[first]
    names = [example.intent for example in batches.examples]
    network.intent_head, held_out, scores = fit_kernel(vectors, batches.intents, names, batches.utterances)
    if batches.has_slots:
        words = torch.ones(len(rows), dtype=torch.bool).index_fill_(0, first, False)
        hints = torch.cat([torch.from_numpy(item.hints) for item in batches.encoded])
        tags = torch.tensor([tag for item in batches.tags for tag in item])
        _fit_slots(network.slot_head, torch.cat([rows[words], hints], dim=-1), tags)
    return Fitted(vectors, held_out, scores, vectors)


def fit_kernel(
    vectors: Tensor, labels: Tensor, names: Sequence[str], utterances: int
) -> tuple[KernelHead, Tensor, Tensor]:
    """Return the head, the rows of some of the first `utterances`, and the head's leave-one-out scores for them.

    `vectors` (texts, size) are pooled; `labels` (texts, intents) are 0 and 1; `names` are the texts' intents, used to
    choose landmarks evenly. The leave-one-out scores of ridge regression are (fitted - leverage * label) / (1 -
    leverage) (Cook and Weisberg 1982).
    """
    head = KernelHead(vectors.shape[-1], labels.shape[-1])
    head.center = vectors.mean(0)
    centred = head.centred(vectors)
    head.landmarks = _landmarks(centred, evenly(names, LANDMARKS))
    # Use double precision, as the normal equations square the condition number.
    features = head.likeness(centred).double()
    between = head.likeness(head.landmarks).double()
    between.diagonal().add_(1e-6)  # duplicate utterances would make the matrix singular
    factor = torch.linalg.cholesky(_lower_product(features) + RIDGE * between)
    weights = torch.cholesky_solve(features.T @ labels.double(), factor)
    head.weights = weights.float()
    held_out = torch.randperm(utterances, generator=torch.Generator().manual_seed(0))[:HELD_OUT]
    part = features[held_out]
    leverage = torch.linalg.solve_triangular(factor, part.T, upper=False).square().sum(0).clamp(max=0.999).unsqueeze(1)
    scores = (part @ weights - leverage * labels[held_out]) / (1 - leverage)
    return head, held_out, scored(scores.float())


def _landmarks(vectors: Tensor, chosen: Sequence[int]) -> Tensor:
    """Return the chosen vectors, each moved to the mean of those nearest to it (a step of Lloyd's algorithm, 1957)."""
    first = vectors[chosen]
    if len(chosen) == len(vectors):
        return first
    sums = torch.zeros_like(first).index_add_(0, (vectors @ first.T).argmax(-1), vectors)
    return torch.where(sums.any(-1, keepdim=True), nn.functional.normalize(sums, dim=-1), first)


def _lower_product(matrix: Tensor, blocks: int = 8) -> Tensor:
    """Return the lower half of matrix.T @ matrix and little more, which is all that a Cholesky factorization reads."""
    columns = matrix.shape[-1]
    product = matrix.new_zeros(columns, columns)
    step = -(-columns // blocks)
    for start in range(0, columns, step):
        product[start:, start : start + step] = matrix[:, start:].T @ matrix[:, start : start + step]
    return product


def evenly(names: Sequence[str], limit: int) -> list[int]:
    """Return at most `limit` positions, spread evenly over the names: the first of each, the second of each, ..."""
    if len(names) <= limit:
        return list(range(len(names)))
    seen: dict[str, int] = {}
    turns = []
    for position, name in enumerate(names):
        seen[name] = seen.get(name, 0) + 1
        turns.append((seen[name], position))
    return sorted(position for _, position in sorted(turns)[:limit])


def _read(network: JointNetwork, batches: TrainingBatches, texts: Sequence[str], progress: Progress) -> list[Tensor]:
    """Return the encoder's rows of `texts`: the pooled vector and, if there are slots, the vectors of the words."""
    encoded = batches.encoder.encode(texts)
    order = sorted(range(len(texts)), key=lambda i: len(encoded[i].tokens))
    found: dict[int, Tensor] = {}
    device = next(network.parameters()).device
    with torch.inference_mode():
        for start in range(0, len(order), READ):
            part = order[start : start + READ]
            batch = batches.encoder.batch([encoded[i] for i in part]).to(device)
            hidden = network.hidden(batch)
            rows = pooled(hidden, batch.mask).unsqueeze(1)
            if batches.has_slots:
                rows = torch.cat([rows, at_words(hidden, batch.heads)], dim=1)
            rows = rows.cpu()
            for row, i in enumerate(part):
                found[i] = rows[row, : 1 + len(encoded[i].words)]
            tell(progress, "reading examples", min(start + READ, len(order)), len(order))
    # Clone them, since tensors created in inference mode cannot take part in autograd.
    return [found[i].clone() for i in range(len(texts))]


def _fit_slots(head: nn.Linear, words: Tensor, tags: Tensor) -> None:
    """Fit a logistic regression of the words' tags."""
    loss = nn.CrossEntropyLoss(ignore_index=IGNORED)
    nn.init.zeros_(head.weight)
    optimizer = torch.optim.LBFGS(head.parameters(), max_iter=SLOT_STEPS, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        value: Tensor = loss(head(words), tags) + SLOT_DECAY * head.weight.square().sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimizer.step(closure)  # type: ignore[no-untyped-call]

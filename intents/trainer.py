"""Training from examples to a model: one entry point for all trainers, and one kind of model from each."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import nn

from intents import crf
from intents.batches import OUTSIDE, TextEncoder, TrainingBatches
from intents.calibration import Calibration
from intents.checkpoint import Checkpoint
from intents.contrast import fit_by_contrast
from intents.data import TrainingData
from intents.description import Description
from intents.embeddings import Embeddings, fingerprint
from intents.features import Hints
from intents.finetune import fine_tune
from intents.fitted import Progress
from intents.linear import fit_heads
from intents.model import ModelFolder, NluModel, load_encoder
from intents.network import JointNetwork, KernelHead, has_bfloat16
from intents.scope import Scope
from intents.settings import TrainSettings

__all__ = ["BaseModel", "Progress", "TrainSettings", "train"]


@dataclass(frozen=True, slots=True)
class BaseModel:
    """The pretrained encoder, as the model card names it."""

    name: str
    licence: str = ""


def train(
    data: TrainingData,
    encoder: Path,
    settings: TrainSettings | None = None,
    progress: Progress = None,
    *,
    base: BaseModel | None = None,
    previous: Path | None = None,
    checkpoint: Checkpoint | None = None,
) -> NluModel:
    """Train a model on `data`, starting from the pretrained encoder in the folder `encoder`.

    `previous` is the folder of an earlier model, if any: the trainer `linear` reuses the encoder's vectors stored in
    it. `finetune` saves its state in `checkpoint` after each epoch, and resumes from it. Raises DataError if the data
    cannot be trained on, ModelError if the encoder cannot be loaded.
    """
    settings = settings or TrainSettings()
    data.check()
    torch.manual_seed(settings.seed)
    intents = data.intents
    tags = (OUTSIDE, *(f"{prefix}-{name}" for name in data.slots for prefix in "BI"))
    pretrained, tokenizer = load_encoder(encoder)
    hints = Hints.of(data.lookups, data.regexes)
    size = pretrained.config.hidden_size
    head = nn.Linear(size, len(intents)) if settings.trainer == "finetune" else KernelHead(size, len(intents))
    network = JointNetwork(pretrained, head, len(tags), hints.width, settings.dropout, half_precision=has_bfloat16())
    batches = TrainingBatches(TextEncoder(tokenizer, hints), data.examples, intents, tags, settings.batch_size)
    network.transitions.data = crf.legal(tags, batches.tags if batches.has_slots else [])
    embeddings = Embeddings("")
    if settings.trainer == "linear":
        embeddings = Embeddings.load(previous and ModelFolder(previous).embeddings, fingerprint(encoder))
        fitted = fit_heads(network, batches, embeddings, progress)
        embeddings = embeddings.keep(batches.texts)
    elif settings.trainer == "contrast":
        fitted = fit_by_contrast(network, batches, settings.seed, progress)
    else:
        fitted = fine_tune(network, batches, settings, several=data.several, progress=progress, checkpoint=checkpoint)
    calibration = Calibration(data.several)
    if len(fitted.held_out):
        calibration = Calibration.fit(fitted.scores, batches.intents[fitted.held_out], several=data.several)
    description = Description(
        intents=intents,
        tags=tags,
        synonyms=dict(data.synonyms),
        lookups=dict(data.lookups),
        regexes=dict(data.regexes),
        settings=asdict(settings),
        meanings=data.meanings,
        calibration=calibration,
        counts=dict(data.counts()),
        base=base.name if base else encoder.name,
        licence=base.licence if base else "",
    )
    said = slice(batches.utterances)
    scope = Scope.of(fitted.vectors[said], batches.intents[said], fitted.held_out, fitted.before[said])
    return NluModel(network.cpu().eval(), scope, tokenizer, description, embeddings=embeddings)

"""What a bot learns from its folder: the model of intents and slots, the index, the reader."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from botkit import artifact
from botkit.build import open_encoder, open_index, weights_id
from botkit.errors import ArtifactError
from botkit.project import Project, documents_of, mood_data, pages_of, questions_of, training_data
from botkit.protocols import Progress
from intents.settings import RECIPE, TrainSettings

if TYPE_CHECKING:
    from botkit.retrieval import Index, IndexChanges
    from botkit.retrieval.audit import Audit
    from intents.data import TrainingData


def train(project: Project, progress: Progress | None = None) -> bool:
    """Trains the bot's NLU model, and the one for moods; False if both were built from the same data and settings.

    A training that was stopped goes on after its last whole epoch. Raises ConfigError, DataError, WeightsError or
    ArtifactError; an old model stays until the new one is whole.
    """
    data = training_data(project)
    done = _train(
        project, data, project.data.nlu, train_settings(project), fingerprint=trained_from(project), progress=progress
    )
    if project.bot.mood is None:
        return done
    settings = TrainSettings(trainer="linear", seed=project.bot.settings.nlu.seed)
    fingerprint = artifact.fingerprint([project.bot.mood], {"from": trained_from(project, of=settings)})
    return (
        _train(project, mood_data(project), project.data.mood, settings, fingerprint=fingerprint, progress=progress)
        or done
    )


def index(project: Project, progress: Progress | None = None) -> IndexChanges:
    """Brings the bot's index up to date with documents and known questions; only what is new or changed is embedded.

    Raises ConfigError, DocumentError, WeightsError or ArtifactError; the index that is there stays until a new one is
    whole.
    """
    from botkit.retrieval import Index

    documents = [*documents_of(project), *pages_of(project, progress)]
    try:
        previous: Index | None = open_index(project)
    except ArtifactError:
        previous = None  # missing, damaged or of another encoder: everything is embedded anew
    built, changes = Index.build(
        documents,
        open_encoder(project),
        questions=questions_of(project),
        encoder_id=weights_id(project.weights.path(project.bot.settings.retrieval.encoder)),
        previous=previous,
        progress=progress,
    )
    if previous is None or changes.any:
        with artifact.building(project.data.index, "index", "") as folder:
            built.save(folder)
    return changes


def train_reader(project: Project, progress: Progress | None = None) -> int | None:
    """Trains the bot's reader on its index and known questions; see `botkit.reading.train_reader`."""
    from botkit import reading

    return reading.train_reader(open_index(project), project.data.reader, open_encoder(project), progress)


def audit_index(project: Project) -> Audit:
    """Compares the bot's index with its documents. Raises what `open_index` and reading the documents raise."""
    from botkit.retrieval.audit import audit

    return audit(open_index(project), [*documents_of(project), *pages_of(project, None)])


def trained_from(project: Project, recipe: int = RECIPE, of: TrainSettings | None = None) -> str:
    """A sum of everything that makes the bot's model what it is; `recipe` is the version of the training itself.

    `of` are the settings, where they are not those of the bot's own model.
    """
    nlu = project.bot.settings.nlu
    made_from = {
        "encoder": weights_id(project.weights.path(nlu.encoder)),
        "runtime": nlu.runtime,
        "recipe": recipe,
        **asdict(of or train_settings(project)),
    }
    return artifact.fingerprint([project.bot.folder / "nlu"], made_from)


def train_settings(project: Project) -> TrainSettings:
    """How the bot's model is trained."""
    settings = project.bot.settings.nlu
    return TrainSettings(trainer=settings.trainer, epochs=settings.epochs, seed=settings.seed)


def _train(
    project: Project,
    data: TrainingData,
    place: Path,
    settings: TrainSettings,
    *,
    fingerprint: str,
    progress: Progress | None,
) -> bool:
    if artifact.is_current(place, "nlu", fingerprint):
        return False
    from intents.checkpoint import Checkpoint
    from intents.trainer import BaseModel
    from intents.trainer import train as train_model

    name = project.bot.settings.nlu.encoder
    known = project.weights.register.find(name)
    base = BaseModel(known.origin, known.licence) if known else BaseModel(name)
    encoder, runtime = project.weights.path(name), project.bot.settings.nlu.runtime
    checkpoint = Checkpoint(project.data.training, fingerprint)
    with artifact.building(place, "nlu", fingerprint) as folder:
        model = train_model(data, encoder, settings, progress, base=base, previous=place, checkpoint=checkpoint)
        model.save(folder, runtime)
    checkpoint.forget()
    return True

"""Training of the models that understand messages: intents and slots, and moods."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from botkit.assembly import weights_id
from botkit.domain.ports import Progress
from botkit.project import artifact
from botkit.project.project import Project, mood_data, train_settings, training_data
from intents.settings import RECIPE, TrainSettings

if TYPE_CHECKING:
    from intents.data import TrainingData


def train_understanding(project: Project, progress: Progress | None = None) -> bool:
    """Train the bot's NLU model and its mood model; return False if both were built from the same data and settings.

    A training that was interrupted continues after its last complete epoch. Raises ConfigError, DataError, WeightsError
    or ArtifactError; an old model stays until the new one is complete.
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


def trained_from(project: Project, recipe: int = RECIPE, of: TrainSettings | None = None) -> str:
    """Return a checksum of everything that makes the bot's model what it is.

    `recipe` is the version of the training itself; `of` are the settings, if not those of the bot's own model.
    """
    nlu = project.bot.settings.nlu
    made_from = {
        "encoder": weights_id(project.weights.path(nlu.encoder)),
        "runtime": nlu.runtime,
        "recipe": recipe,
        **asdict(of or train_settings(project)),
    }
    return artifact.fingerprint([project.bot.folder / "nlu"], made_from)


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

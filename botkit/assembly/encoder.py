"""The encoder that documents and questions share."""

from __future__ import annotations

from pathlib import Path

from botkit.domain.ports import TokenEncoder
from botkit.project import artifact
from botkit.project.project import Project


def open_encoder(project: Project) -> TokenEncoder:
    """What turns texts into vectors. Raises WeightsError."""
    from botkit.models.sentence_encoder import SentenceEncoder

    return SentenceEncoder(project.weights.path(project.bot.settings.retrieval.encoder))


def encoder_id(project: Project) -> str:
    """The id of the bot's encoder: what was built with another one does not go with it."""
    return weights_id(project.weights.path(project.bot.settings.retrieval.encoder))


def weights_id(folder: Path) -> str:
    """A sum of an encoder's files: what was built with one does not go with another."""
    return artifact.fingerprint([folder], {})

"""The encoder that documents and questions share."""

from __future__ import annotations

from pathlib import Path

from botkit.domain.ports import TokenEncoder
from botkit.project import artifact
from botkit.project.project import Project


def open_encoder(project: Project) -> TokenEncoder:
    """Open the encoder that turns texts into vectors. Raises WeightsError."""
    from botkit.models.sentence_encoder import SentenceEncoder

    return SentenceEncoder(project.weights.path(project.bot.settings.retrieval.encoder))


def encoder_id(project: Project) -> str:
    """Return the id of the bot's encoder: an artifact that was built with another encoder must not be used with it."""
    return weights_id(project.weights.path(project.bot.settings.retrieval.encoder))


def weights_id(folder: Path) -> str:
    """Return a checksum of an encoder's files, which shows if an artifact was built with another encoder."""
    return artifact.fingerprint([folder], {})

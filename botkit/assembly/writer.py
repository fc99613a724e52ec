"""What writes replies: the sentence selector, the generator and the gate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from botkit.assembly.encoder import encoder_id
from botkit.assembly.generator import open_generator
from botkit.assembly.remedies import naming_the_bot
from botkit.domain.ports import TokenEncoder, Writer
from botkit.project import artifact
from botkit.project.project import Project

if TYPE_CHECKING:
    from botkit.answering import Trust
    from botkit.answering.select.linear_adapter import LinearAdapter


def open_writer(project: Project, encoder: TokenEncoder) -> Writer:
    """What writes replies from passages.

    Raises ArtifactError, WeightsError, ConfigError, GenerationError or MissingExtra.
    """
    from botkit.answering import GroundedWriter

    return GroundedWriter(
        open_generator(project), encoder, adapter=open_linear_adapter(project), trust=trust_of(project)
    )


def open_linear_adapter(project: Project) -> LinearAdapter | None:
    """What the bot's selector has learned; None if there is nothing. Raises ArtifactError."""
    with naming_the_bot(project):
        return read_linear_adapter(project.data.reader, encoder_id(project))


def read_linear_adapter(folder: Path, encoder_id: str) -> LinearAdapter | None:
    """What the selector in `folder` has learned, None if there is none.

    Raises ArtifactError if it is damaged, or was trained with another encoder than the one with that id.
    """
    from botkit.answering.select.linear_adapter import ADAPTER_FILE, LinearAdapter

    if not folder.exists():
        return None
    artifact.open_sealed(folder, "reader")
    return LinearAdapter.load(folder / ADAPTER_FILE, encoder_id)


def trust_of(project: Project) -> Trust:
    """What of the documents may be repeated."""
    from botkit.answering import Trust

    hosts = project.bot.settings.generation.links
    return Trust(None if hosts is None else tuple(host.lower() for host in hosts))

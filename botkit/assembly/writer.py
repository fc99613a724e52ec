"""The writer of replies: the sentence selector, the generator and the gate."""

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
    """Open the writer, which turns passages into replies.

    Raises ArtifactError, WeightsError, ConfigError, GenerationError or MissingExtra.
    """
    from botkit.answering import GroundedWriter

    return GroundedWriter(
        open_generator(project), encoder, adapter=open_linear_adapter(project), trust=trust_of(project)
    )


def open_linear_adapter(project: Project) -> LinearAdapter | None:
    """Open the linear adapter that the bot's sentence selector has learned; return None if it has none.

    Raises ArtifactError.
    """
    with naming_the_bot(project):
        return read_linear_adapter(project.data.linear_adapter, encoder_id(project))


def read_linear_adapter(folder: Path, encoder_id: str) -> LinearAdapter | None:
    """Read the linear adapter of the sentence selector in `folder`; return None if there is none.

    Raises ArtifactError if it is damaged, or was trained with an encoder other than the one with that id.
    """
    from botkit.answering.select.linear_adapter import ADAPTER_FILE, LinearAdapter

    if not folder.exists():
        return None
    artifact.open_sealed(folder, "reader")
    return LinearAdapter.load(folder / ADAPTER_FILE, encoder_id)


def trust_of(project: Project) -> Trust:
    """Return which links of the documents a reply may repeat."""
    from botkit.answering import Trust

    hosts = project.bot.settings.generation.links
    return Trust(None if hosts is None else tuple(host.lower() for host in hosts))

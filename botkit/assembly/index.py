"""The index of the documents, verified."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botkit.assembly.encoder import encoder_id
from botkit.assembly.remedies import naming_the_bot
from botkit.project import artifact
from botkit.project.project import Project

if TYPE_CHECKING:
    from botkit.knowledge import Index


def open_index(project: Project) -> Index:
    """Open the bot's index. Raises ArtifactError if it is missing, damaged, or was built with another encoder."""
    with naming_the_bot(project):
        artifact.open_sealed(project.data.index, "index")
        from botkit.knowledge import Index

        return Index.load(project.data.index, encoder_id=encoder_id(project))

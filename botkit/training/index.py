"""Updates of a bot's index from its documents and known questions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from botkit.assembly import encoder_id, open_encoder, open_index
from botkit.domain.errors import ArtifactError
from botkit.domain.ports import Progress
from botkit.project import artifact
from botkit.project.project import Project, documents_of, pages_of, questions_of

if TYPE_CHECKING:
    from botkit.knowledge import Index, IndexChanges
    from botkit.knowledge.index.audit import Audit


def build_index(project: Project, progress: Progress | None = None) -> IndexChanges:
    """Update the bot's index from its documents and known questions; only new or changed text is embedded.

    Skip what cannot be read, and name it in the changes. Raises ConfigError, DocumentError, WeightsError or
    ArtifactError; the old index stays until the new one is complete.
    """
    from botkit.knowledge import Index

    documents = documents_of(project) + pages_of(project, progress)
    try:
        previous: Index | None = open_index(project)
    except ArtifactError:
        previous = None  # missing, damaged or of another encoder: everything is embedded again
    built, changes = Index.build(
        documents,
        open_encoder(project),
        questions=questions_of(project),
        encoder_id=encoder_id(project),
        previous=previous,
        progress=progress,
    )
    if previous is None or changes.any:
        with artifact.building(project.data.index, "index", "") as folder:
            built.save(folder)
    return replace(changes, skipped=documents.skipped)


def audit_index(project: Project) -> Audit:
    """Compare the bot's index with its documents. Raises what `open_index` and reading the documents raise."""
    from botkit.knowledge.index.audit import audit

    return audit(open_index(project), documents_of(project) + pages_of(project, None))

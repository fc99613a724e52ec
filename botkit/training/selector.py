"""Training of a bot's sentence selector on its known questions and its index."""

from __future__ import annotations

import shutil
from pathlib import Path

from botkit.answering.select.linear_adapter import ADAPTER_FILE
from botkit.assembly import open_encoder, open_index
from botkit.domain.ports import Encoder, Progress
from botkit.knowledge import Index
from botkit.project import artifact
from botkit.project.project import Project


def train_selector(project: Project, progress: Progress | None = None) -> int | None:
    """Train the bot's sentence selector on its index and known questions; see `train_from_index`."""
    return train_from_index(open_index(project), project.data.linear_adapter, open_encoder(project), progress)


def train_from_index(index: Index, folder: Path, encoder: Encoder, progress: Progress | None = None) -> int | None:
    """Train a sentence selector on the known questions of `index` and write it to `folder`; `encoder` is the index's.

    Return the number of questions it was trained on; 0 if there are too few, in which case no selector is left in the
    folder; or None if the one in the folder was trained on the same. Raises ArtifactError if it cannot be written.
    """
    from botkit.training.linear_adapter import FEWEST, Answered, train_linear_adapter

    questions = [
        Answered(question.text, tuple((spot.chunk, spot.start) for spot in question.spots))
        for question in index.questions
        if question.spots
    ]
    if len(questions) < FEWEST:
        shutil.rmtree(folder, ignore_errors=True)
        return 0
    passages = [chunk.as_passage() for chunk in index.chunks]
    seen = {
        "encoder": index.encoder_id,
        "questions": [(question.question, question.places) for question in questions],
        "passages": [(passage.title, passage.heading, passage.text) for passage in passages],
    }
    fingerprint = artifact.fingerprint([], seen)
    if artifact.is_current(folder, "reader", fingerprint):
        return None
    with artifact.building(folder, "reader", fingerprint) as place:
        train_linear_adapter(questions, passages, encoder, progress=progress).save(
            place / ADAPTER_FILE, index.encoder_id
        )
    return len(questions)

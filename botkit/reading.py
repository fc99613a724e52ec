"""What a bot's reader has learned: trained from its known questions and its index, kept beside them."""

from __future__ import annotations

import shutil
from pathlib import Path

from botkit import artifact
from botkit.generation.projection import Projection
from botkit.protocols import Encoder, Progress
from botkit.retrieval import Index

_FILE = "projection.safetensors"


def train_reader(index: Index, folder: Path, encoder: Encoder, progress: Progress | None = None) -> int | None:
    """Trains on the known questions of `index`, into `folder`; `encoder` is the index's.

    Returns from how many questions it was trained, 0 where they are too few (then there is no reader afterwards), and
    None if the one that is there was trained on the same. Raises ArtifactError if it cannot be written.
    """
    from botkit.generation.projection_training import FEWEST, Answered, train_projection

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
        train_projection(questions, passages, encoder, progress=progress).save(place / _FILE, index.encoder_id)
    return len(questions)


def open_projection(folder: Path, encoder_id: str) -> Projection | None:
    """What the reader in `folder` has learned, None if there is none.

    Raises ArtifactError if it is damaged, or was trained with another encoder than the one with that id.
    """
    if not folder.exists():
        return None
    artifact.open_sealed(folder, "reader")
    return Projection.load(folder / _FILE, encoder_id)

"""The weight of common words in the ranking of passages (`retrieval.words`), on the bank's known questions.

400 questions with an answer are held out and asked; the others are known, or none is. The relevance was not fitted on
them. The development questions, on which it was fitted, are reported as well.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from benchmarks.machine import BANK, bank, described
from botkit.answering.select.vector_cache import CachingEncoder
from botkit.assembly import open_encoder, open_index
from botkit.domain import Question
from botkit.knowledge import HybridRetriever, Index
from botkit.project.project import documents_of, questions_of
from botkit.project.questions import read_questions

ASKED = 400
WEIGHTS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0)


def main() -> None:
    project = bank()
    whole = open_index(project)
    encoder = CachingEncoder(open_encoder(project), size=20_000)
    known = questions_of(project)
    random.Random(1).shuffle(known)
    asked = [question for question in known if question.articles][:ASKED]
    others = [question for question in known if question not in set(asked)]
    development = [each for each in read_questions(BANK / "tests" / "development.csv") if each.articles]
    print(described(), end="\n\n")
    print("| `words` | " + " | ".join(f"{weight:g}" for weight in WEIGHTS) + " |\n|---|" + "---:|" * len(WEIGHTS))
    for name, questions, remembered in (
        ("held-out known questions, the others known", asked, others),
        ("held-out known questions, none known", asked, []),
        ("development questions", development, known),
    ):
        index, _ = Index.build(
            documents_of(project), encoder, questions=remembered, encoder_id=whole.encoder_id, previous=whole
        )
        figures = (mean_reciprocal_rank(HybridRetriever(index, encoder, words=each), questions) for each in WEIGHTS)
        print(f"| {name} ({len(questions)}) | " + " | ".join(f"{each:.3f}" for each in figures) + " |", flush=True)


def mean_reciprocal_rank(retriever: HybridRetriever, questions: Sequence[Question]) -> float:
    """Return the mean reciprocal rank of the first passage of a right article, among eight."""
    total = 0.0
    for question in questions:
        right = {article.partition("#")[0] for article in question.articles}
        found = [passage.source.partition("#")[0] for passage in retriever.search(question.text, 8)]
        total += next((1 / rank for rank, source in enumerate(found, 1) if source in right), 0.0)
    return total / len(questions)

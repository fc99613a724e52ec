"""Search for the paragraph that answers, on the SQuAD 2.0 file that BOTKIT_SQUAD2 names; and the speed of indexing.

Every paragraph of every article is searched for each answerable question; MRR@10. The fusion's one number, the amount
that the highest BM25 adds to the log-odds, is chosen on the articles outside a fold and measured on those in it, for
four folds. Then: how well the relevance of the best paragraph tells questions with an answer from those
without.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.machine import DATA, described, told
from botkit.knowledge.index.bm25 import Bm25
from botkit.knowledge.index.index import Index
from botkit.knowledge.ingest.blocks import Block, Document
from botkit.knowledge.search.relevance import RelevanceFeatures
from botkit.models.sentence_encoder import SentenceEncoder
from botkit.models.weights import Weights
from botkit.project.settings import RetrievalSettings
from botkit.text.content_words import content_words

FOLDS = 4
DEFAULT = RetrievalSettings().words
WRONGLY = (0.02, 0.04, 0.08, 0.15, 0.25, 0.5)
"""Shares of wrongly refused answerable questions at which the share of rightly refused others is printed."""
WEIGHTS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 12.0)


def main() -> None:
    path = os.environ.get("BOTKIT_SQUAD2")
    if not path:
        print("BOTKIT_SQUAD2 does not name a file of SQuAD 2.0; left out")
        return
    articles = json.loads(Path(path).read_text(encoding="utf-8"))["data"]
    encoder = SentenceEncoder(Weights(DATA.weights).path("all-MiniLM-L6-v2"))
    print(described(), end="\n\n")
    retrieval(articles, encoder)
    throughput([part["context"] for article in articles for part in article["paragraphs"]], encoder)


def retrieval(articles: list[dict[str, Any]], encoder: SentenceEncoder) -> None:
    """Print the MRR@10 of each ranking, and how well relevance tells questions without an answer."""
    titles: list[str] = []
    texts: list[str] = []
    asked: list[str] = []
    answering: list[int | None] = []
    of = []
    for number, article in enumerate(articles):
        for part in article["paragraphs"]:
            for question in part["qas"]:
                asked.append(question["question"])
                answering.append(None if question.get("is_impossible") else len(texts))
                of.append(number)
            titles.append(article["title"].replace("_", " "))
            texts.append(part["context"])
    indexed = [f"{title}\n{text}" for title, text in zip(titles, texts, strict=True)]
    lexicon = Bm25(indexed)
    passages, subjects, questions = (np.asarray(encoder.encode(each)) for each in (indexed, titles, asked))
    dense, subject = questions @ passages.T, questions @ subjects.T
    words = [content_words(question) for question in asked]
    bm25 = np.zeros_like(dense)
    for row, each in enumerate(words):
        for number, score in lexicon.search(each, len(texts)).items():
            bm25[row, number] = score
    share = np.array([lexicon.shares(each, range(len(texts))) for each in words])
    log_odds = np.asarray(RelevanceFeatures(dense, subject, share).log_odds)  # type: ignore[arg-type]  # arrays do
    answered = np.array([each is not None for each in answering])
    refusal(log_odds[answered].max(axis=1), log_odds[~answered].max(axis=1))
    bm25, dense, log_odds = bm25[answered], dense[answered], log_odds[answered]
    right = [each for each in answering if each is not None]
    highest = bm25 / np.maximum(bm25.max(axis=1, keepdims=True), 1e-6)
    fused = {weight: reciprocal(log_odds + weight * highest, right) for weight in WEIGHTS}
    held = np.array(of)[answered] % FOLDS
    chosen, rotated = [], np.zeros(len(right))
    for fold in range(FOLDS):
        best = max(WEIGHTS, key=lambda weight: fused[weight][held != fold].mean())
        chosen.append(best)
        rotated[held == fold] = fused[best][held == fold]
    ranks = [(-each).argsort(axis=1, kind="stable").argsort(axis=1) + 1 for each in (bm25, dense)]
    ways = {
        "BM25": reciprocal(bm25, right),
        "dense (title and text)": reciprocal(dense, right),
        "reciprocal ranks of both": reciprocal(sum(1 / (60 + each) for each in ranks), right),
        "log-odds of relevance": fused[0.0],
        f"log-odds and BM25, `retrieval.words: {DEFAULT}`": fused[DEFAULT],
        f"log-odds and BM25, weights {chosen} of the other articles": rotated,
    }
    print(f"{len(articles)} articles, {len(texts)} paragraphs, {len(right)} answerable questions\n")
    print("| | MRR@10 | by fold |\n|---|---:|---|")
    for name, values in ways.items():
        folds = ", ".join(f"{values[held == fold].mean():.4f}" for fold in range(FOLDS))
        print(f"| {name} | {values.mean():.4f} | {folds} |", flush=True)


def refusal(answerable: np.ndarray, others: np.ndarray) -> None:
    """Print the curve: the questions refused rightly and wrongly as the threshold for the best paragraph rises."""
    above = (answerable[:, None] > others).mean() + (answerable[:, None] == others).mean() / 2
    print(f"best paragraph, {len(answerable)} answerable questions against {len(others)} others: AUROC {above:.3f}")
    for share in WRONGLY:
        refused = (others < np.quantile(answerable, share)).mean()
        print(f"  wrongly refused {share:.0%}: refused of the others {refused:.1%}")
    print()


def throughput(texts: list[str], encoder: SentenceEncoder) -> None:
    """Print the time to index texts against that of the encoder alone, in turns, on the same texts."""
    documents = [Document(f"{number}.md", f"Article {number}", (Block(text),)) for number, text in enumerate(texts)]
    index, changes = Index.build(documents[:8], encoder)  # loads the model
    ours, bare, wanted = [], [], []
    for _ in range(2):
        start = time.perf_counter()
        index, changes = Index.build(documents, encoder, progress=told("indexing"))
        ours.append(time.perf_counter() - start)
        wanted = list(dict.fromkeys(text for chunk in index.chunks for text in (chunk.subject, chunk.indexed)))
        start = time.perf_counter()
        encoder.encode(wanted)
        bare.append(time.perf_counter() - start)
    print(
        f"\nindexing {changes.embedded} texts: {min(ours):.1f} s; sentence-transformers encode alone: {min(bare):.1f} s"
    )
    print(f"throughput {min(bare) / min(ours):.3f} of encode alone (best of {len(ours)} each)")


def reciprocal(scores: np.ndarray, right: list[int]) -> np.ndarray:
    """Return 1 / rank of the right paragraph, 0 below the tenth; ties count as their mean."""
    mine = scores[np.arange(len(right)), right][:, None]
    ranks = (scores > mine).sum(axis=1) + ((scores == mine).sum(axis=1) - 1) / 2 + 1
    return np.where(ranks <= 10, 1 / ranks, 0.0)

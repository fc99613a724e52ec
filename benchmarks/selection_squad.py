"""The sentence that answers, within its paragraph, on the SQuAD 2.0 file that BOTKIT_SQUAD2 names.

Nothing is trained on it, and no weight was chosen on it: the sentence selector has its usual weights. The articles are
still divided into folds (article number modulo 4), to show the spread.
"""

from __future__ import annotations

import json
import os
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np

from benchmarks.machine import DATA, described
from botkit.answering.select.candidate_spans import candidate_spans
from botkit.answering.select.span_scores import WITHOUT_ADAPTER, SpanFeatures, SpanScorer
from botkit.answering.select.vector_cache import CachingEncoder
from botkit.domain import Passage
from botkit.models.sentence_encoder import SentenceEncoder
from botkit.models.weights import Weights

FOLDS = 4


def main() -> None:
    path = os.environ.get("BOTKIT_SQUAD2")
    if not path:
        print("BOTKIT_SQUAD2 does not name a file of SQuAD 2.0; left out")
        return
    articles = json.loads(Path(path).read_text(encoding="utf-8"))["data"]
    encoder = CachingEncoder(SentenceEncoder(Weights(DATA.weights).path("all-MiniLM-L6-v2")), passages=2_000)
    scorer = SpanScorer(encoder)
    print(described(), end="\n\n")
    features, right, fold = [], [], []
    for number, article in enumerate(articles):
        for part in article["paragraphs"]:
            spans = candidate_spans(Passage("", "", article["title"].replace("_", " "), part["context"]))
            for question in part["qas"]:
                starts = [answer["answer_start"] for answer in question["answers"]]
                answers = np.array([any(span.start <= start < span.end for start in starts) for span in spans])
                if question.get("is_impossible") or not answers.any():
                    continue
                features.append(np.array([astuple(each) for each in scorer.features(question["question"], spans)]))
                right.append(answers)
                fold.append(number % FOLDS)
    print(f"{len(articles)} articles, {len(features)} answerable questions\n")
    print("| | first choice | first two | by fold |\n|---|---:|---:|---|")
    alone = {field.name: np.eye(len(astuple(WITHOUT_ADAPTER)))[n] for n, field in enumerate(fields(SpanFeatures))}
    ways = {
        "cosine alone": alone["cosine"],
        "late interaction alone": alone["maxsim"],
        "the sentence selector": np.array(astuple(WITHOUT_ADAPTER)),
    }
    for name, weights in ways.items():
        places = [
            int(answers[np.argsort(-(each @ weights), kind="stable")].argmax())
            for each, answers in zip(features, right, strict=True)
        ]
        first, two = ([place < n for place in places] for n in (1, 2))
        folds = ", ".join(
            " / ".join(
                f"{np.mean([hit for hit, of in zip(hits, fold, strict=True) if of == each]):.1%}"
                for hits in (first, two)
            )
            for each in range(FOLDS)
        )
        print(f"| {name} | {np.mean(first):.1%} | {np.mean(two):.1%} | {folds} |", flush=True)

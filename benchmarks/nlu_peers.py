"""Other libraries on the examples of `benchmarks.nlu`: same data, split and machine, in one run with our trainers.

    BOTKIT_DATA=folder python -m benchmarks.nlu_peers banking77 --shots 10 --seeds 1 2 3 4 5

Needs scikit-learn, and the library SetFit for the peer `setfit`. The encoder is all-MiniLM-L6-v2.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

from benchmarks.machine import DATA, described
from benchmarks.nlu import ENCODER, TASKS, VARIABLE
from botkit.models.weights import Weights
from intents.data import TrainingData
from intents.evaluation import OUT_OF_SCOPE
from intents.settings import Trainer
from intents.trainer import TrainSettings, train
from intents.types import Example

Peer = Callable[[list[Example], list[str]], list[str]]
"""A function that learns from examples and returns the intent of each text."""


def _botkit(trainer: Trainer) -> Peer:
    """Return a trainer of this project, with its default settings."""

    def learn(examples: list[Example], texts: list[str]) -> list[str]:
        settings = TrainSettings(trainer=trainer)
        model = train(TrainingData(tuple(examples)), Weights(DATA.weights).pull(ENCODER), settings)
        return [found.best.name if found.best else "" for found in model.parse_many(texts)]

    return learn


def words(examples: list[Example], texts: list[str]) -> list[str]:
    """Predict by scikit-learn: TF-IDF of words and word pairs, and logistic regression."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    return _regression(vectors.fit_transform([e.text for e in examples]), examples, vectors.transform(texts))


def embeddings(examples: list[Example], texts: list[str]) -> list[str]:
    """Predict by sentence-transformers and scikit-learn: logistic regression on the frozen encoder."""
    from sentence_transformers import SentenceTransformer

    encoder = SentenceTransformer(str(Weights(DATA.weights).pull(ENCODER)), device="cpu")
    return _regression(encoder.encode([e.text for e in examples]), examples, encoder.encode(texts))


def setfit(examples: list[Example], texts: list[str]) -> list[str]:
    """Predict by SetFit (Tunstall et al. 2022), with 5 rounds of pairs where its paper has 20, to save time."""
    import setfit as library
    from datasets import Dataset

    model = library.SetFitModel.from_pretrained(str(Weights(DATA.weights).pull(ENCODER)), device="cpu")
    data = Dataset.from_dict({"text": [e.text for e in examples], "label": [e.intent for e in examples]})
    with tempfile.TemporaryDirectory() as folder:
        arguments = library.TrainingArguments(output_dir=folder, num_iterations=5, num_epochs=1, report_to="none")
        library.Trainer(model, arguments, train_dataset=data).train()
    return [str(label) for label in model.predict(texts)]


def trainer(examples: list[Example], texts: list[str]) -> list[str]:
    """Predict by transformers' Trainer: a classification head on the encoder, 10 epochs, the default learning rate."""
    import torch
    import transformers

    intents = sorted({example.intent for example in examples})
    encoder = Weights(DATA.weights).pull(ENCODER)
    tokenizer = transformers.AutoTokenizer.from_pretrained(encoder)
    model = transformers.AutoModelForSequenceClassification.from_pretrained(encoder, num_labels=len(intents))
    data = [{**tokenizer(example.text), "labels": intents.index(example.intent)} for example in examples]
    with tempfile.TemporaryDirectory() as folder:
        arguments = transformers.TrainingArguments(
            folder,
            num_train_epochs=10,
            per_device_train_batch_size=16,
            report_to="none",
            save_strategy="no",
            use_cpu=True,
        )
        transformers.Trainer(model, arguments, train_dataset=data, processing_class=tokenizer).train()
    model.eval()
    found: list[int] = []
    with torch.inference_mode():
        for start in range(0, len(texts), 64):
            batch = tokenizer(texts[start : start + 64], padding=True, return_tensors="pt")
            found += model(**batch).logits.argmax(-1).tolist()
    return [intents[number] for number in found]


PEERS: dict[str, Peer] = {
    **{f"botkit, {name}": _botkit(name) for name in get_args(Trainer)},
    "words": words,
    "embeddings": embeddings,
    "setfit": setfit,
    "trainer": trainer,
}


def compare(name: str, folder: Path, peers: list[str], shots: int | None, seeds: list[int]) -> None:
    """Print the accuracy and the seconds (training and reading the test set) of each peer."""
    figures: dict[str, list[float]] = defaultdict(list)
    seconds: dict[str, list[float]] = defaultdict(list)
    for seed in seeds:
        training, test = TASKS[name](folder / name, False, shots, seed)
        test = [example for example in test if example.intent != OUT_OF_SCOPE]
        for peer in peers:
            start = time.perf_counter()
            found = PEERS[peer](training, [example.text for example in test])
            seconds[peer].append(time.perf_counter() - start)
            right = sum(a == example.intent for a, example in zip(found, test, strict=True))
            figures[peer].append(right / len(test))
            print(f"seed {seed}, {peer}: {figures[peer][-1]:.4f}, {seconds[peer][-1]:.0f} s", flush=True)
    print(f"\n{described()}\n{name}{f', {shots} of each intent' if shots else ''}; seeds {seeds}")
    print("| peer | accuracy | spread | seconds |\n| --- | ---: | ---: | ---: |")
    for peer, values in figures.items():
        spread = statistics.stdev(values) if len(values) > 1 else 0.0
        print(f"| {peer} | {statistics.mean(values):.4f} | {spread:.4f} | {statistics.mean(seconds[peer]):.0f} |")


def _regression(vectors: Any, examples: list[Example], texts: Any) -> list[str]:
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=10, max_iter=1000).fit(vectors, [example.intent for example in examples])
    return [str(label) for label in fitted.predict(texts)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Other libraries on the same data.")
    parser.add_argument("name", choices=["banking77", "clinc150"])
    parser.add_argument("--peers", nargs="+", choices=list(PEERS), default=list(PEERS))
    parser.add_argument("--shots", type=int, help="examples of each intent; all by default")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    options = parser.parse_args()
    if VARIABLE not in os.environ:
        sys.exit(f"set {VARIABLE} to the folder with the public data sets")
    compare(options.name, Path(os.environ[VARIABLE]), options.peers, options.shots, options.seeds)

"""BANKING77 (Casanueva et al. 2020): accuracy of 77 intents, trained on all of train.csv, tested on test.csv once.

The data is not part of this project: name the folder with train.csv and test.csv in BOTKIT_BANKING77. The settings were
chosen on a held-out part of train.csv, never on test.csv: `python -m benchmarks.banking77 --hold-out`.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import time
from dataclasses import asdict
from pathlib import Path

from benchmarks.machine import DATA, described, told
from botkit.weights import Weights
from intents.data import TrainingData
from intents.trainer import TrainSettings, train
from intents.types import Example

VARIABLE = "BOTKIT_BANKING77"
ENCODER = "all-MiniLM-L6-v2"
SETTINGS = TrainSettings(epochs=5, batch_size=16)
HELD_OUT = 2_000


def main(settings: TrainSettings = SETTINGS, *, hold_out: bool = False) -> None:
    """Trains, measures, prints."""
    folder = os.environ.get(VARIABLE)
    if not folder:
        print(f"left out: set {VARIABLE} to the folder with BANKING77's train.csv and test.csv")
        return
    training = _read(Path(folder) / "train.csv")
    if hold_out:
        random.Random(0).shuffle(training)
        test, training = training[:HELD_OUT], training[HELD_OUT:]
    else:
        test = _read(Path(folder) / "test.csv")
    encoder = Weights(DATA.weights).pull(ENCODER)
    start = time.perf_counter()
    model = train(TrainingData(tuple(_distinct(training))), encoder, settings, told("training"))
    seconds = time.perf_counter() - start
    found = model.parse_many([example.text for example in test])
    right = sum(u.best is not None and u.best.name == example.intent for u, example in zip(found, test, strict=True))
    print(described())
    print(f"{ENCODER}, {len(training)} training and {len(test)} {'held-out' if hold_out else 'test'} utterances")
    print(f"settings: {asdict(settings)}")
    print(f"accuracy {right / len(test):.2%}, training {seconds:.0f} s")


def _read(path: Path) -> list[Example]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Example(" ".join(row["text"].split()), row["category"], origin=f"{path.name}:{number}")
            for number, row in enumerate(csv.DictReader(file), 2)
        ]


def _distinct(examples: list[Example]) -> list[Example]:
    """The published file has a few utterances twice, some under two labels: the first label is kept."""
    return list({example.text.casefold(): example for example in reversed(examples)}.values())[::-1]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="BANKING77")
    parser.add_argument("--hold-out", action="store_true", help="measure on a held-out part of train.csv")
    parser.add_argument("--epochs", type=int, default=SETTINGS.epochs)
    parser.add_argument("--batch-size", type=int, default=SETTINGS.batch_size)
    parser.add_argument("--learning-rate", type=float, default=SETTINGS.learning_rate)
    parser.add_argument("--seed", type=int, default=SETTINGS.seed)
    options = vars(parser.parse_args())
    hold = options.pop("hold_out")
    main(TrainSettings(**options), hold_out=hold)

"""Intents and slots on public data: BANKING77, CLINC150, SNIPS, ATIS, NLU++, with either trainer.

    BOTKIT_DATA=folder python -m benchmarks.nlu banking77 --trainer linear --seeds 1 2 3
    BOTKIT_DATA=folder python -m benchmarks.nlu clinc150 --trainer linear
    BOTKIT_DATA=folder python -m benchmarks.nlu atis --epochs 10 --hold-out

The data is not part of this project: BOTKIT_DATA names a folder with banking77/, clinc150/, snips/, atis/ and
nlupp_banking/ as they were published. `--hold-out` measures on validation data, on which settings are chosen: a part of
BANKING77's train.csv, CLINC150's val and oos_val, the dev sets of SNIPS and ATIS.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import statistics
import tempfile
import time
from collections import defaultdict
from dataclasses import asdict, replace
from pathlib import Path
from typing import get_args

from benchmarks.machine import DATA, described, told
from botkit.models.weights import Weights
from intents.data import TrainingData
from intents.evaluation import OUT_OF_SCOPE, NluReport, evaluate
from intents.settings import Trainer
from intents.trainer import TrainSettings, train
from intents.types import Example, Slot

VARIABLE = "BOTKIT_DATA"
ENCODER = "all-MiniLM-L6-v2"
HELD_OUT = 2_000
NEW_EXAMPLES = 10

Task = tuple[list[Example], list[Example]]
"""The examples to train on, and those to measure on."""


def banking77(folder: Path, hold_out: bool, shots: int | None, seed: int) -> Task:
    """Read 77 intents (Casanueva et al. 2020): all of train.csv, or so many examples of each intent."""
    training = _table(folder / "train.csv")
    if hold_out:
        random.Random(0).shuffle(training)
        test, training = training[:HELD_OUT], training[HELD_OUT:]
    else:
        test = _table(folder / "test.csv")
    training = _distinct(training)
    return (_few(training, shots, seed) if shots else training), test


def clinc150(folder: Path, hold_out: bool, shots: int | None, seed: int) -> Task:
    """Read 150 intents (Larson et al. 2019), and utterances that belong to none; oos_train is not used."""
    parts = json.loads((folder / "data_full.json").read_text(encoding="utf-8"))
    name = "val" if hold_out else "test"
    training = [Example(text, intent) for text, intent in parts["train"]]
    test = [Example(text, intent) for text, intent in parts[name]]
    test += [Example(text, OUT_OF_SCOPE) for text, _ in parts[f"oos_{name}"]]
    return (_few(training, shots, seed) if shots else training), test


def sequences(folder: Path, hold_out: bool, shots: int | None, seed: int) -> Task:
    """Read SNIPS (Coucke et al. 2018) or ATIS (Hemphill et al. 1990): intents and slots."""
    training = _sequences(folder / "train")
    return (_few(training, shots, seed) if shots else training), _sequences(folder / ("dev" if hold_out else "test"))


TASKS = {"banking77": banking77, "clinc150": clinc150, "snips": sequences, "atis": sequences}
NLUPP = {"nlupp20": 20, "nlupp10": 10}
"""The number of folds; the spread is that over folds."""


def nlupp(folder: Path, settings: TrainSettings, folds: int) -> list[NluReport]:
    """Measure NLU++ banking (Casanueva et al. 2022): train on one of that many parts, test on all others."""
    parts = [nlupp_part(folder / f"fold{number}.json") for number in range(20)]
    size = len(parts) // folds
    reports = []
    for start in range(0, len(parts), size):
        training = [example for part in parts[start : start + size] for example in part]
        test = [example for part in parts[:start] + parts[start + size :] for example in part]
        reports.append(_measured(training, test, settings)[0])
    return reports


def refit(folder: Path) -> None:
    """Measure the time to add an intent of ten examples to the 76 that a `linear` model has."""
    training, _ = banking77(folder, False, None, 0)
    last = training[-1].intent
    new = [example for example in training if example.intent == last]
    known = [example for example in training if example.intent != last]
    encoder = Weights(DATA.weights).pull(ENCODER)
    with tempfile.TemporaryDirectory() as place:
        settings = TrainSettings(trainer="linear")
        train(TrainingData(tuple(known)), encoder, settings, told("training")).save(Path(place))
        start = time.perf_counter()
        model = train(
            TrainingData((*known, *new[:NEW_EXAMPLES])), encoder, settings, told("training"), previous=Path(place)
        )
        seconds = time.perf_counter() - start
    rest = new[NEW_EXAMPLES:]
    right = sum(found.best.name == last for found in model.parse_many([e.text for e in rest]) if found.best)
    print(f"an intent of {NEW_EXAMPLES} examples added to {len(known)} and refitted in {seconds:.1f} s")
    print(f"of the {len(rest)} other examples of that intent, {right} are understood")


def main() -> None:
    """Measure what takes minutes only: the trainer `linear` on the two sets of intents, and the time to refit it."""
    measure(["banking77", "clinc150", "refit"], TrainSettings(trainer="linear"), [42])


def measure(
    names: list[str],
    settings: TrainSettings,
    seeds: list[int],
    *,
    hold_out: bool = False,
    shots: int | None = None,
) -> None:
    """Train and measure each with each seed; print every figure, then mean and spread."""
    folder = os.environ.get(VARIABLE)
    if not folder:
        print(f"left out: set {VARIABLE} to the folder with the public data sets")
        return
    print(described())
    for name in names:
        place = Path(folder) / ("nlupp_banking" if name in NLUPP else "banking77" if name == "refit" else name)
        if name == "refit":
            refit(place)
            continue
        figures: dict[str, list[float]] = defaultdict(list)
        for seed in seeds:
            chosen = replace(settings, seed=seed)
            if name in NLUPP:
                for report in nlupp(place, chosen, NLUPP[name]):
                    _note(figures, report)
                continue
            training, test = TASKS[name](place, hold_out, shots, seed)
            report, seconds = _measured(training, test, chosen)
            figures["seconds to train"].append(seconds)
            _note(figures, report)
            print(f"{name}, seed {seed}: {_line({key: values[-1] for key, values in figures.items()})}", flush=True)
        what = f"{name}{f', {shots} of each intent' if shots else ''}{', held out' if hold_out else ''}"
        print(f"\n{what}; {ENCODER}, seeds {', '.join(map(str, seeds))}; {asdict(settings)}")
        print("| figure | mean | spread |\n| --- | ---: | ---: |")
        for key, values in figures.items():
            spread = statistics.stdev(values) if len(values) > 1 else 0.0
            print(f"| {key} | {statistics.mean(values):.4f} | {spread:.4f} |")


def _measured(training: list[Example], test: list[Example], settings: TrainSettings) -> tuple[NluReport, float]:
    encoder = Weights(DATA.weights).pull(ENCODER)
    start = time.perf_counter()
    model = train(TrainingData(tuple(training)), encoder, settings, told("training"))
    seconds = time.perf_counter() - start
    return evaluate(model, test), seconds


def _note(figures: dict[str, list[float]], report: NluReport) -> None:
    shown = {
        "intent accuracy": report.intent_accuracy,
        "intent F1": report.intent_f1,
        "slot F1": report.slot_f1 if report.slots else None,
        "sentence accuracy": report.sentence_accuracy if report.slots else None,
        "calibration error": report.calibration_error,
        "out-of-scope AUROC": report.out_of_scope_auroc,
        "out of scope, abstained": report.out_of_scope_found,
        "in scope, abstained": report.abstained,
    }
    for key, value in shown.items():
        if value is not None:
            figures[key].append(value)


def _line(figures: dict[str, float]) -> str:
    return ", ".join(f"{key} {value:.4f}" for key, value in figures.items())


def _table(path: Path) -> list[Example]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Example(" ".join(row["text"].split()), row["category"], origin=f"{path.name}:{number}")
            for number, row in enumerate(csv.DictReader(file), 2)
        ]


def _sequences(folder: Path) -> list[Example]:
    words, tags, intents = (
        (folder / name).read_text(encoding="utf-8").splitlines() for name in ("seq.in", "seq.out", "label")
    )
    return [
        _marked(a.split(), b.split(), intent.strip(), f"{folder.name}:{number}")
        for number, (a, b, intent) in enumerate(zip(words, tags, intents, strict=True), 1)
    ]


def _marked(words: list[str], tags: list[str], intent: str, origin: str) -> Example:
    found: list[tuple[str, int, int]] = []
    start = 0
    for word, tag in zip(words, tags, strict=True):
        end = start + len(word)
        if tag.startswith("B-") or (tag.startswith("I-") and (not found or found[-1][0] != tag[2:])):
            found.append((tag[2:], start, end))
        elif tag.startswith("I-"):
            found[-1] = (*found[-1][:2], end)
        start = end + 1
    text = " ".join(words)
    return Example(text, intent, tuple(Slot(name, text[a:b], text[a:b], a, b) for name, a, b in found), origin)


def nlupp_part(path: Path) -> list[Example]:
    """Read one of the twenty parts of NLU++, with its slots."""
    return [
        Example(
            item["text"],
            "+".join(item.get("intents", ())),
            tuple(
                Slot(name, mark["text"], mark["text"], *mark["span"]) for name, mark in item.get("slots", {}).items()
            ),
            f"{path.name}:{number}",
        )
        for number, item in enumerate(json.loads(path.read_text(encoding="utf-8")), 1)
    ]


def _few(examples: list[Example], shots: int, seed: int) -> list[Example]:
    """Draw so many examples of each intent."""
    order = random.Random(seed).sample(examples, len(examples))
    taken: dict[str, int] = defaultdict(int)
    kept = []
    for example in order:
        if taken[example.intent] < shots:
            taken[example.intent] += 1
            kept.append(example)
    return kept


def _distinct(examples: list[Example]) -> list[Example]:
    """Drop repeated utterances: the published file has a few twice, some under two labels; the first label is kept."""
    return list({example.text.casefold(): example for example in reversed(examples)}.values())[::-1]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Intents and slots on public data.")
    parser.add_argument("names", nargs="+", choices=[*TASKS, *NLUPP, "refit"])
    parser.add_argument("--trainer", choices=get_args(Trainer), default="finetune")
    parser.add_argument("--seeds", type=int, nargs="+", default=[42])
    parser.add_argument("--shots", type=int, help="examples of each intent; all by default")
    parser.add_argument("--hold-out", action="store_true", help="measure on validation data, not on the test set")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--batch-size", type=int, default=16)
    parser.add_argument("--learning-rate", type=float, default=2e-4)
    options = vars(parser.parse_args())
    own = {key: options.pop(key) for key in ("names", "seeds", "hold_out", "shots")}
    measure(own["names"], TrainSettings(**options), own["seeds"], hold_out=own["hold_out"], shots=own["shots"])

"""`python -m benchmarks.verifier`: train a verifier, write it as the folder that botkit opens, and measure it."""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

import numpy as np

from botkit.training.verifier.examples import Judged, read
from botkit.training.verifier.export import balanced, calibrated, export
from botkit.training.verifier.fit import Plan, fit, scores
from botkit.training.verifier.network import Reading

HELD_OUT = 0.06
"""The share of each file's passages that is used to calibrate rather than to train."""


def split(examples: list[Judged], seed: int) -> tuple[list[Judged], list[Judged]]:
    """Return the examples to train on, and those to calibrate with: no passage is in both."""
    passages = sorted({one.passage for one in examples})
    random.Random(seed).shuffle(passages)
    apart = set(passages[: int(HELD_OUT * len(passages))])
    return [one for one in examples if one.passage not in apart], [one for one in examples if one.passage in apart]


def main() -> None:
    """Train, calibrate, export, and print both error rates on examples that were not trained on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("encoder", type=Path, help="the folder of a BERT-like encoder (botkit models pull)")
    parser.add_argument("folder", type=Path, help="where the verifier is written")
    parser.add_argument("examples", type=Path, nargs="+", help=".jsonl, BEGIN's .tsv, SQuAD's .json")
    parser.add_argument("--test", type=Path, nargs="*", default=[], help="files to measure on")
    parser.add_argument("--repeat", type=int, default=1, help="how often an epoch has the .jsonl files")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--tokens", type=int, default=224)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    learned: list[Judged] = []
    held: list[Judged] = []
    for path in given.examples:
        more, apart = split(read(path), given.seed)
        own = path.suffix == ".jsonl"
        learned += more * (given.repeat if own else 1)
        held += apart if own else []
    plan = Plan(given.folder.with_suffix(".kept.safetensors"), given.epochs, given.tokens, given.seed)
    given.folder.parent.mkdir(parents=True, exist_ok=True)

    def tell(what: str, done: int, total: int) -> None:
        if done % 50 == 0 or done == total:
            print(f"{what} {done}/{total}", file=sys.stderr, flush=True)

    network = fit(given.encoder, learned, plan, tell)
    reading = Reading(given.encoder, given.tokens)
    calibration = calibrated(scores(network, reading, held), [one.supported for one in held])
    export(network, given.encoder, given.folder, calibration, given.tokens)
    print("| examples | | true let through | false let through | balanced |\n|---|---:|---:|---:|---:|")
    for name, examples in {"held out": held, **{path.name: read(path) for path in given.test}}.items():
        found = calibration.probabilities(np.array(scores(network, reading, examples)))
        true, false = balanced(found.tolist(), [one.supported for one in examples])
        print(f"| {name} | {len(examples)} | {true:.1%} | {false:.1%} | {(1 + true - false) / 2:.1%} |")


if __name__ == "__main__":
    main()

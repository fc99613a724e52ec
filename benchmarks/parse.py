"""The speed of the bank's model: against a bare run of it, against transformers' pipeline, and with many callers.

All run in one process and in turns, so that other work on the machine affects both sides alike. Ratios are those of one
round each; the output is the median of the rounds, and their range.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, get_args

from benchmarks.machine import BANK, bank, described
from botkit.evaluation.tests_folder import BotTests
from intents.batches import TextEncoder
from intents.errors import ModelError
from intents.features import Hints
from intents.model import ModelFolder, NluModel
from intents.runtime import OnnxRuntime, Runtime, RuntimeName, TorchRuntime

ROUNDS = 5
TEXTS = 128
BATCH = 32
CALLERS = (1, 8, 32)


def main() -> None:
    """Measure every runtime in turn, on every third of the bank's test utterances."""
    project = bank()
    texts = [example.text for example in (BotTests.read(BANK).utterances or ())[::3][:TEXTS]]
    _say(f"{described()}; {len(texts)} utterances, {ROUNDS} rounds")
    trained = NluModel.load(project.data.nlu)
    classify = _pipeline(ModelFolder(project.data.nlu).encoder, len(trained.intents))
    for name in get_args(RuntimeName):
        with tempfile.TemporaryDirectory() as folder:
            try:
                runtime = _runtime(trained, Path(folder), name)
            except ModelError as error:
                _say(f"\n{name}: left out: {error}")
                continue
            model = NluModel(trained.network, trained.scope, trained.tokenizer, trained.description, runtime=runtime)
            _say(f"\n{name}")
            _against_a_bare_run(model, runtime, texts)
            _against_the_pipeline(model, classify, texts)
            _with_callers(model, texts)


def _against_a_bare_run(model: NluModel, runtime: Runtime, texts: Sequence[str]) -> None:
    """Compare `parse` of a text with a run of its tensors, made beforehand."""
    made = TextEncoder(model.tokenizer, Hints.of(model.description.lookups, model.description.regexes))
    batches = [made.batch(made.encode([text])) for text in texts]
    parsed, bare = [], []
    for _ in range(ROUNDS):
        pairs = [
            (_seconds(partial(model.parse, text)), _seconds(partial(runtime.run, batch)))
            for text, batch in zip(texts, batches, strict=True)
        ]
        parsed.append(statistics.median(a for a, _ in pairs))
        bare.append(statistics.median(b for _, b in pairs))
    _say(f"  p50 of parse {1000 * min(parsed):.2f} ms, of a bare run {1000 * min(bare):.2f} ms (best rounds)")
    _say(f"  parse takes {_spread([a / b for a, b in zip(parsed, bare, strict=True)])} times as long as a bare run")


def _against_the_pipeline(model: NluModel, classify: Any, texts: Sequence[str]) -> None:
    """Compare one text at a time, and all of them in batches."""
    ours: dict[int, Callable[[], Any]] = {1: lambda: [model.parse(text) for text in texts]}
    ours[BATCH] = lambda: model.parse_many(texts)
    theirs: dict[int, Callable[[], Any]] = {1: lambda: [classify(text) for text in texts]}
    theirs[BATCH] = lambda: classify(list(texts), batch_size=BATCH)
    for size in (1, BATCH):
        pairs = [(_seconds(ours[size]), _seconds(theirs[size])) for _ in range(ROUNDS)]
        _say(f"  batch {size}: {_compared(pairs, len(texts), 'the pipeline')}")


def _with_callers(model: NluModel, texts: Sequence[str]) -> None:
    """Compare threads that call at once, with and without the micro-batcher."""
    for callers in CALLERS:
        with ThreadPoolExecutor(callers) as pool:
            pairs = [
                (
                    _seconds(lambda: list(pool.map(model.parse, texts))),
                    _seconds(lambda: list(pool.map(lambda text: model.parse_many([text]), texts))),
                )
                for _ in range(ROUNDS)
            ]
        _say(f"  {callers} callers: {_compared(pairs, len(texts), 'without the micro-batcher')}")


def _pipeline(encoder: Path, intents: int) -> Any:
    """Open transformers' own way of serving these weights; its head is new, but takes as long as a trained one."""
    from transformers import AutoModelForSequenceClassification, AutoTokenizer, pipeline
    from transformers.utils import logging

    logging.set_verbosity_error()
    model = AutoModelForSequenceClassification.from_pretrained(encoder, num_labels=intents)
    return pipeline("text-classification", model=model.eval(), tokenizer=AutoTokenizer.from_pretrained(encoder))


def _runtime(model: NluModel, folder: Path, name: RuntimeName) -> Runtime:
    if name == "torch":
        return TorchRuntime(model.network, model.scope)
    model.save(folder, name)
    return OnnxRuntime(ModelFolder(folder).network)


def _say(line: str) -> None:
    print(line, flush=True)


def _seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _compared(pairs: Sequence[tuple[float, float]], texts: int, other: str) -> str:
    """Describe the seconds that either side took in each round, ours first."""
    ours, theirs = (texts / min(side) for side in zip(*pairs, strict=True))
    return f"{ours:.0f} texts a second, {theirs:.0f} {other} (best rounds); {_spread([b / a for a, b in pairs])} times"


def _spread(ratios: Sequence[float]) -> str:
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"

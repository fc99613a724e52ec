"""The time that a turn takes, stage by stage: one message at a time through the runtime, on a SQLite file.

A stage lasts from its status event to the next event of another stage; "first" is the time from sending the message to
the first piece of the reply. The bare encoder is timed in the same run: a turn cannot cost less than that.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from benchmarks.machine import BANK, bank, described
from botkit.assembly import open_encoder, open_runtime
from botkit.domain import Message, Status, TextDelta
from botkit.project.layout import BotData
from botkit.project.questions import read_questions

WARM_UP = 5


def main() -> None:
    """Ask the bank's test questions, each in a conversation of its own."""
    project = bank()
    questions = [question.text for question in read_questions(BANK / "tests" / "questions.csv")]
    stages: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        data = project.data
        # The built model and index, with a separate database.
        for part in (data.nlu, data.mood, data.index, data.linear_adapter):
            (Path(folder) / part.name).symlink_to(part.resolve())
        with open_runtime(replace(project, data=BotData(Path(folder)))) as runtime:
            for number, text in enumerate([*questions[:WARM_UP], *questions]):
                taken = _turn(runtime, Message("benchmark", f"benchmark:{number}", str(number), text))
                if number >= WARM_UP:
                    for stage, seconds in taken.items():
                        stages[stage].append(seconds)
    encoder = open_encoder(project)
    for text in questions:
        start = time.perf_counter()
        encoder.encode([text])
        stages["(bare encoder, one text)"].append(time.perf_counter() - start)
    print(described())
    print(f"{len(questions)} turns; generation engine: {project.bot.settings.generation.engine}\n")
    print(f"| {'stage':<26} | {'turns':>5} | {'p50 ms':>8} | {'p95 ms':>8} |\n|---|---:|---:|---:|")
    for stage, times in stages.items():
        p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        print(f"| {stage:<26} | {len(times):>5} | {p50 * 1000:>8.1f} | {p95 * 1000:>8.1f} |")


def _turn(runtime, message: Message) -> dict[str, float]:
    taken: dict[str, float] = {}
    start = since = time.perf_counter()
    stage = "accept"
    for event in runtime.stream(message):
        at = time.perf_counter()
        if isinstance(event, TextDelta):
            taken.setdefault("first", at - start)
        if isinstance(event, Status):
            taken[stage] = taken.get(stage, 0.0) + at - since
            stage, since = event.stage, at
    end = time.perf_counter()
    taken[stage] = end - since
    return {**{name: s for name, s in taken.items() if name != "first"}, "first": taken["first"], "whole": end - start}

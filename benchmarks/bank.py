"""The bank's bot on its tests folder (utterances, questions, conversations), and the time that its training takes."""

from __future__ import annotations

import tempfile
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.machine import BANK, DATA, bank, described, told
from botkit.evaluation import evaluate
from botkit.project.layout import BotData
from botkit.project.project import Project
from botkit.training import train_understanding


def main() -> None:
    """Train once in an empty folder to take the time, then evaluate the bot as it is built."""
    project = bank()
    print(described())
    with tempfile.TemporaryDirectory() as folder:
        fresh = replace(Project.open(BANK, DATA), data=BotData(Path(folder)))
        start = time.perf_counter()
        train_understanding(fresh, told("training"))
        print(f"training the bank's NLU from nothing: {time.perf_counter() - start:.0f} s\n")
    print(evaluate(project, told("evaluating")).text())

"""The machine that the figures were measured on, and the parts that every benchmark needs."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable
from pathlib import Path

from botkit.project.layout import DataDirectory
from botkit.project.project import Project
from botkit.training import build_index, train_selector, train_understanding

BANK = Path("config/banking")
DATA = DataDirectory()


def described() -> str:
    """Return the processor, its cores, and the versions that matter."""
    import torch
    import transformers

    info = Path("/proc/cpuinfo")
    model = next(
        (line.split(":")[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")),
        platform.processor(),
    )
    return (
        f"{model}, {os.cpu_count()} cores; Python {platform.python_version()}, torch {torch.__version__}, "
        f"transformers {transformers.__version__}"
    )


def bank() -> Project:
    """Return the bank's bot, with its weights, model, index and sentence selector up to date."""
    project = Project.open(BANK, DATA)
    for name in project.needs:
        project.weights.pull(name)
    train_understanding(project, told("training"))
    build_index(project, told("indexing"))
    train_selector(project, told("training"))
    return project


def told(what: str) -> Callable[[str, int, int], None]:
    """Return a function that shows progress on standard error, now and then."""

    def tell(step: str, done: int, total: int) -> None:
        if done == total or done % max(1, total // 20) == 0:
            print(f"\r{what}: {step} {done}/{total}   ", end="\n" if done == total else "", file=sys.stderr, flush=True)

    return tell

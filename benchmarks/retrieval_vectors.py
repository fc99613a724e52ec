"""The speed and recall of neighbour search among many vectors: 100,000 chunks, and 1,000,000 vectors.

The vectors are synthetic, of 384 numbers: 5,000 topics drawn at random, each vector its topic with noise of 0.7 times
the topic's length, each question a topic with noise of its length. The variance of dimension i falls as 1 / (i + 10):
less steeply than that of all-MiniLM-L6-v2 on SQuAD (participation ratio 135 against 74), so the task is, if anything,
harder than with real texts. The truth is what an exhaustive comparison finds.

`python -m benchmarks vectors` takes half an hour and 6 GiB; BOTKIT_VECTORS=100000 runs the smaller one only.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import faiss
import numpy as np

from benchmarks.machine import described

WIDTH = 384
QUESTIONS = 500


def main() -> None:
    print(described(), end="\n\n")
    print("| vectors | index | built, s | size on disk, MiB | memory, MiB | recall@10 | p50 ms | p95 ms |")
    print("|---:|---|---:|---:|---:|---:|---:|---:|", flush=True)
    for count in map(int, os.environ.get("BOTKIT_VECTORS", "100000 200000 1000000").split()):
        with tempfile.TemporaryDirectory() as folder:
            # Each step in a process of its own: the memory of the index alone cannot be told otherwise.
            for step in ("build", "search"):
                subprocess.run([sys.executable, "-m", __spec__.name, step, str(count), folder], check=True)


def build(count: int, folder: Path) -> None:
    """Build and save the index, and save the questions with their true neighbours."""
    from botkit.knowledge.index.vectors import Vectors, _kept

    rows, questions = synthetic(count)
    _, right = faiss.knn(questions, rows, 10, metric=faiss.METRIC_INNER_PRODUCT)
    start = time.perf_counter()
    vectors = Vectors(_kept(np.arange(count), rows))
    seconds = time.perf_counter() - start
    vectors.save(folder / "vectors")
    np.savez(folder / "questions", questions=questions, right=right, seconds=seconds)


def search(count: int, folder: Path) -> None:
    """Load the index and search it as a bot does: one question at a time."""
    from botkit.knowledge.index.vectors import Vectors

    asked = np.load(folder / "questions.npz")
    before = resident()
    vectors = Vectors.load(folder / "vectors", dimension=WIDTH, count=count)
    memory = resident() - before
    found: list[dict[int, float]] = []
    times = timed(lambda number: found.append(vectors.nearest(asked["questions"][number], 10)), QUESTIONS)
    recall = sum(len({*near} & {*map(int, right)}) for near, right in zip(found, asked["right"], strict=True))
    size = (folder / "vectors").stat().st_size / 2**20
    p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    print(
        f"| {count:,} | {vectors} | {float(asked['seconds']):.0f} | {size:.0f} | {memory / 2**20:.0f} "
        f"| {recall / QUESTIONS / 10:.4f} | {p50 * 1000:.2f} | {p95 * 1000:.2f} |",
        flush=True,
    )


def synthetic(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return `count` unit vectors and QUESTIONS questions."""
    random = np.random.default_rng(11)
    spectrum = (1 / np.sqrt(np.arange(WIDTH) + 10)).astype(np.float32)
    spectrum /= np.linalg.norm(spectrum)
    topics = random.standard_normal((5_000, WIDTH), dtype=np.float32) * spectrum

    def drawn(number: int, noise: float) -> np.ndarray:
        rows = topics[random.integers(len(topics), size=number)]
        for start in range(0, number, 50_000):
            part = rows[start : start + 50_000]
            part += random.standard_normal(part.shape, dtype=np.float32) * (noise * spectrum)
        return unit(rows)

    return drawn(count, 0.7), drawn(QUESTIONS, 1.0)


def unit(rows: np.ndarray) -> np.ndarray:
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


def timed(do: Callable[[int], object], number: int) -> list[float]:
    """Return the seconds that each of `number` calls took."""
    times = []
    for turn in range(number):
        start = time.perf_counter()
        do(turn)
        times.append(time.perf_counter() - start)
    return times


def resident() -> int:
    """Return the bytes of memory that this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


if __name__ == "__main__":
    {"build": build, "search": search}[sys.argv[1]](int(sys.argv[2]), Path(sys.argv[3]))

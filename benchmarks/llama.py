"""The overhead of the engine `gguf` over llama.cpp: the same prompts to the generator and to llama.cpp's own server.

They take turns. The prompts are those of the bank's test questions with the first three passages of the search. The
replies are the same text, so the ratio of the times is that of the tokens per second.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks.machine import BANK, bank, described
from botkit.answering.write.prompt import INSTRUCTION, PROMPT
from botkit.assembly import open_retriever
from botkit.models.generators.llama_cpp import LlamaCppGenerator
from botkit.project.questions import read_questions

QUESTIONS = 20
PASSAGES = 3
TOKENS = 64


def main() -> None:
    """Print the seconds to the first token and the ratios of the times, of both."""
    project = bank()
    settings = project.bot.settings.generation
    path = project.weights.path(settings.model)
    generator = LlamaCppGenerator(path, max_tokens=TOKENS, temperature=0.0, seed=42, timeout_seconds=120)
    alone = LlamaCppGenerator(path, max_tokens=TOKENS, temperature=0.0, seed=42, timeout_seconds=120)
    retriever = open_retriever(project)
    figures: list[tuple[float, ...]] = []
    for question in read_questions(BANK / "tests" / "questions.csv")[:QUESTIONS]:
        facts = "\n".join(passage.text for passage in retriever.search(question.text, PASSAGES))
        prompt = PROMPT.format(facts=facts, question=question.text)
        inside = _timed(partial(_inside, generator, prompt))
        bare = _timed(partial(_bare, alone, prompt))
        figures.append((*inside, *bare))
    print(described())
    first, whole, bare_first, bare_whole = zip(*figures, strict=True)
    print(f"{len(figures)} prompts of {PASSAGES} passages, {path.name}, at most {TOKENS} tokens of reply")
    for what, ours, theirs in (("first token", first, bare_first), ("whole reply", whole, bare_whole)):
        ratios = [b / a for a, b in zip(ours, theirs, strict=True)]
        print(
            f"{what}: {1000 * statistics.median(ours):.0f} ms in botkit, {1000 * statistics.median(theirs):.0f} alone "
            f"(medians); {statistics.median(ratios):.2f} times as fast ({min(ratios):.2f} to {max(ratios):.2f})"
        )


def _timed(write: Callable[[Callable[[str], Any]], Any]) -> tuple[float, float]:
    """Return the seconds to the first piece, and to the end."""
    began = time.perf_counter()
    arrived: list[float] = []
    write(lambda piece: arrived.append(time.perf_counter() - began) if piece else None)
    return arrived[0], time.perf_counter() - began


def _inside(generator: LlamaCppGenerator, prompt: str, take: Callable[[str], Any]) -> None:
    for piece in generator.generate(INSTRUCTION, prompt):
        take(piece)


def _bare(alone: LlamaCppGenerator, prompt: str, take: Callable[[str], Any]) -> None:
    """Call llama.cpp's server as the generator does, with nothing in between."""

    def chunk(told: dict[str, Any]) -> bool:
        for choice in told.get("choices", []):
            take(choice["delta"].get("content") or "")
        return False

    alone._server.handle_chat_completions(alone._request(INSTRUCTION, prompt), chunk)

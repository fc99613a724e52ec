"""One text out of another by a checkpoint of transformers (Marian, T5, M2M and their like): translation, a summary."""

from __future__ import annotations

from pathlib import Path

from botkit.models.generators.seq2seq import Seq2SeqGenerator

TOKENS = 400
"""Of one line, at most."""
SECONDS = 30.0


class Translator:
    """Translates text, line by line, so that lists stay lists; or sums up, where the model does that.

    `instruction` stands before each line, where a model has to be told ("translate German to English:"); Marian models
    need none. Raises GenerationError.
    """

    def __init__(self, path: Path, instruction: str = "") -> None:
        self._instruction = instruction
        self._model = _Plain(path, max_tokens=TOKENS, temperature=0.0, seed=0, timeout_seconds=SECONDS)

    def __call__(self, text: str) -> str:
        """The translation."""
        return "\n".join(self._line(line) if line.strip() else line for line in text.split("\n"))

    def _line(self, line: str) -> str:
        return "".join(self._model.generate(self._instruction, line)).strip()


class _Plain(Seq2SeqGenerator):
    """Gives the model its instruction and the line, on one line."""

    def encode(self, instruction: str, prompt: str) -> list[int]:
        return list(self.tokenizer(f"{instruction} {prompt}".strip())["input_ids"])

"""Text-to-text models of transformers (Marian, T5, M2M and the like), for translations and summaries."""

from __future__ import annotations

from pathlib import Path

from botkit.models.generators.seq2seq import Seq2SeqGenerator

TOKENS = 400
"""The most tokens that one line may become."""
SECONDS = 30.0


class Translator:
    """A model that translates text line by line, so that lists stay lists, or summarises it if it was trained for that.

    `instruction` is put before each line for models that need one ("translate German to English:"); Marian models do
    not. Raises GenerationError.
    """

    def __init__(self, path: Path, instruction: str = "") -> None:
        self._instruction = instruction
        self._model = _Plain(path, max_tokens=TOKENS, temperature=0.0, seed=0, timeout_seconds=SECONDS)

    def __call__(self, text: str) -> str:
        """Return the translation."""
        return "\n".join(self._line(line) if line.strip() else line for line in text.split("\n"))

    def _line(self, line: str) -> str:
        return "".join(self._model.generate(self._instruction, line)).strip()


class _Plain(Seq2SeqGenerator):
    """A sequence-to-sequence model that is given its instruction and the text on one line."""

    def encode(self, instruction: str, prompt: str) -> list[int]:
        return list(self.tokenizer(f"{instruction} {prompt}".strip())["input_ids"])

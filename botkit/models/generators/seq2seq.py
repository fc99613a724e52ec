"""The engine `seq2seq`: a T5-style checkpoint through transformers."""

from __future__ import annotations

from typing import Any

from transformers import AutoModelForSeq2SeqLM

from botkit.models.generators.checkpoint import CheckpointGenerator


class Seq2SeqGenerator(CheckpointGenerator):
    """An encoder-decoder checkpoint in a folder, such as a T5, which turns one text into another."""

    architecture = AutoModelForSeq2SeqLM
    kind = "seq2seq"

    def encode(self, instruction: str, prompt: str) -> list[int]:
        return prompt_ids(self.tokenizer, instruction, prompt)

    def shares(self, window: int, positions: int | None) -> tuple[int, int]:
        return window, min(self.max_tokens, positions or self.max_tokens)


def prompt_ids(tokenizer: Any, instruction: str, prompt: str) -> list[int]:
    """Return the tokens of instruction and prompt."""
    return list(tokenizer(f"{instruction}\n\n{prompt}")["input_ids"])

"""The engine `causal`: a GPT-style checkpoint through transformers."""

from __future__ import annotations

from typing import Any

from jinja2 import TemplateError
from transformers import AutoModelForCausalLM

from botkit.models.generators.checkpoint import CheckpointGenerator
from botkit.models.generators.prompt_truncation import reserve


class CausalGenerator(CheckpointGenerator):
    """The causal checkpoint in a folder, which continues a text.

    A model that was trained to chat is prompted through its own template, any other with plain text.
    """

    architecture = AutoModelForCausalLM
    kind = "causal"

    def encode(self, instruction: str, prompt: str) -> list[int]:
        return prompt_ids(self.tokenizer, instruction, prompt)

    def shares(self, window: int, positions: int | None) -> tuple[int, int]:  # noqa: ARG002
        reply = reserve(window, self.max_tokens)
        return window - reply, reply


def prompt_ids(tokenizer: Any, instruction: str, prompt: str) -> list[int]:
    """Return the tokens of instruction and prompt, up to where the reply begins."""
    if not tokenizer.chat_template:
        return list(tokenizer(f"{instruction}\n\n{prompt}\n")["input_ids"])
    try:
        return _chat(tokenizer, {"system": instruction, "user": prompt})
    except TemplateError:  # some templates have no system role
        return _chat(tokenizer, {"user": f"{instruction}\n\n{prompt}"})


def _chat(tokenizer: Any, said: dict[str, str]) -> list[int]:
    messages = [{"role": role, "content": content} for role, content in said.items()]
    encoded = tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_dict=True)
    return list(encoded["input_ids"])

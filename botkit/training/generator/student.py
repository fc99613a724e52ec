"""A generator in training: its weights, and lessons in its tokens, prompted exactly as its engine prompts it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM, AutoTokenizer

from botkit.answering.write.prompt import INSTRUCTION
from botkit.domain.errors import GenerationError
from botkit.models.generators import causal, seq2seq
from botkit.models.generators.checkpoint import without_bars
from botkit.training.generator.lessons import Lesson
from botkit.training.generator.lora import Exercise


@dataclass(frozen=True, slots=True)
class Student:
    """A model with its tokenizer."""

    model: Any
    tokenizer: Any

    @classmethod
    def open(cls, engine: str, path: Path) -> Student:
        """Load the weights in `path` (a folder, or a GGUF file) as float32. Raises GenerationError.

        No code of the checkpoint is run, and weights are read from safetensors or GGUF only.
        """
        place: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
        folder = path.parent if path.is_file() else path
        if path.is_file():
            place["gguf_file"] = path.name
        architecture = AutoModelForSeq2SeqLM if engine == "seq2seq" else AutoModelForCausalLM
        try:
            with without_bars():
                tokenizer = AutoTokenizer.from_pretrained(str(folder), **place)
                model = architecture.from_pretrained(str(folder), use_safetensors=True, dtype="float32", **place)
        except Exception as error:  # a checkpoint comes from outside: its parsers may raise anything
            reason = next(iter(str(error).splitlines()), type(error).__name__)
            raise GenerationError(
                f"{path}: cannot be loaded to be trained ({reason}); choose another generation.model"
            ) from error
        return cls(_unquantised(model) if path.is_file() else model, tokenizer)

    def exercise(self, lesson: Lesson) -> Exercise:
        """Return the lesson as tokens; the reply ends with the token that ends a turn."""
        encode = seq2seq.prompt_ids if self.model.config.is_encoder_decoder else causal.prompt_ids
        reply = self.tokenizer(lesson.reply, add_special_tokens=False)["input_ids"]
        prompt = encode(self.tokenizer, INSTRUCTION, lesson.prompt)
        return Exercise(tuple(prompt), (*reply, self.tokenizer.eos_token_id))

    def save(self, folder: Path) -> None:
        """Write a checkpoint that transformers loads, in 16-bit numbers."""
        with without_bars():
            self.model.half().save_pretrained(folder)
        self.tokenizer.save_pretrained(folder)


def _unquantised(model: Any) -> Any:
    """Copy a model read from GGUF without its mark of being quantised, as which it could not be saved unchanged."""
    config = type(model.config).from_dict(
        {key: value for key, value in model.config.to_dict().items() if key != "quantization_config"}
    )
    plain = type(model)(config)
    plain.load_state_dict(model.state_dict())
    return plain

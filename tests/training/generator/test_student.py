"""A generator as it is taught: the prompt of its engine, and a checkpoint that the engine opens."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("peft", reason="peft is not installed: pip install -e '.[generator]'")

import torch

from botkit.answering.write.prompt import INSTRUCTION
from botkit.domain.errors import GenerationError
from botkit.models.generators.causal import CausalGenerator
from botkit.models.generators.checkpoint import CheckpointGenerator
from botkit.models.generators.seq2seq import Seq2SeqGenerator
from botkit.training.generator.lessons import Lesson
from botkit.training.generator.student import Student
from tests.models.generators.generator_contract import OPTIONS, text

LESSON = Lesson("lost card", "report card", "cards.md")
ENGINES: dict[str, type[CheckpointGenerator]] = {"causal": CausalGenerator, "seq2seq": Seq2SeqGenerator}


@pytest.mark.parametrize(
    ("engine", "folder"), [("causal", "causal_folder"), ("causal", "chat_folder"), ("seq2seq", "seq2seq_folder")]
)
def test_a_lesson_is_prompted_as_the_engine_prompts_it_and_the_reply_ends(
    engine: str, folder: str, request: pytest.FixtureRequest
) -> None:
    path = request.getfixturevalue(folder)
    student = Student.open(engine, path)
    exercise = student.exercise(LESSON)
    generator = ENGINES[engine](path, **OPTIONS)
    assert list(exercise.prompt) == generator.encode(INSTRUCTION, LESSON.prompt)
    assert student.tokenizer.decode(exercise.reply).split() == ["report", "card", "</s>"]


@pytest.mark.parametrize("engine", ["causal", "seq2seq"])
def test_what_is_saved_writes_as_before(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    path = request.getfixturevalue(f"{engine}_folder")
    Student.open(engine, path).save(tmp_path)
    before, after = (text(ENGINES[engine](folder, **OPTIONS)) for folder in (path, tmp_path))
    assert after == before
    assert not [*tmp_path.glob("*.bin")]


def test_a_folder_without_a_checkpoint_is_named(tmp_path: Path) -> None:
    with pytest.raises(GenerationError, match=r"cannot be loaded to be trained .*; choose another generation\.model$"):
        Student.open("causal", tmp_path)


def test_weights_out_of_a_gguf_file_are_saved_as_plain_ones(gguf_file: Path, tmp_path: Path) -> None:
    student = Student.open("gguf", gguf_file)
    assert "quantization_config" not in student.model.config.to_dict()
    replace(student, tokenizer=student.tokenizer).save(tmp_path)
    again = Student.open("causal", tmp_path)
    ids = torch.tensor([[300, 301, 302]])
    with torch.no_grad():
        torch.testing.assert_close(again.model(ids).logits, student.model.float()(ids).logits, rtol=1e-2, atol=1e-2)

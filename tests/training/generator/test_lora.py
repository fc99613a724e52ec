"""Low-rank adaptation on tiny models: they learn, they learn at replies only, and chance comes from the seed."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("peft", reason="peft is not installed: pip install -e '.[generator]'")

import torch
from torch.nn.functional import cross_entropy
from transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM

from botkit.domain.errors import GenerationError
from botkit.training.generator import lora as tuning
from botkit.training.generator.lora import Exercise, tune

END = 2
"""The token that ends a reply of the tiny models, which have ten words from 10 on."""


@pytest.fixture(params=["causal", "seq2seq"])
def model(request: pytest.FixtureRequest) -> Any:
    folder = str(request.getfixturevalue(f"{request.param}_folder"))
    architecture = AutoModelForCausalLM if request.param == "causal" else AutoModelForSeq2SeqLM
    return architecture.from_pretrained(folder, dtype="float32").eval()


def exercises(number: int, seed: int) -> list[Exercise]:
    """To be learned: the reply is always the same word, as often as the seed says."""
    chance = random.Random(seed)
    return [
        Exercise(tuple(chance.choices(range(10, 20), k=chance.randint(3, 9))), (*[30] * chance.randint(1, 3), END))
        for _ in range(number)
    ]


def test_what_was_held_out_is_predicted_better_afterwards(model: Any) -> None:
    told: list[tuple[str, int, int]] = []
    tuned = tune(model, exercises(64, 1), exercises(8, 2), epochs=2, seed=3, progress=lambda *each: told.append(each))
    assert tuned.after < tuned.before
    assert [(done, total) for _, done, total in told] == [(n, 16) for n in range(1, 17)]
    assert f"{tuned.after:.3f}" in told[-1][0]
    assert not any("lora" in name for name, _ in tuned.model.named_parameters())


def test_the_same_seed_gives_the_same_weights(causal_folder: Path) -> None:
    def trained() -> torch.Tensor:
        fresh = AutoModelForCausalLM.from_pretrained(str(causal_folder), dtype="float32")
        tuned = tune(fresh, exercises(16, 1), exercises(4, 2), epochs=1, seed=3)
        weights: torch.Tensor = tuned.model.model.layers[0].mlp.up_proj.weight
        return weights.detach()

    assert torch.equal(trained(), trained())


def test_the_loss_of_an_exercise_does_not_depend_on_those_beside_it(model: Any) -> None:
    batch = exercises(6, 4)
    answers = tuning._whole if model.config.is_encoder_decoder else tuning._continued
    with torch.no_grad():
        together = answers(model, batch)
        alone = torch.cat([answers(model, [each]) for each in batch])
    torch.testing.assert_close(together, alone, rtol=1e-4, atol=1e-4)


def test_the_loss_is_that_of_the_reply_and_of_nothing_else(causal_folder: Path) -> None:
    model = AutoModelForCausalLM.from_pretrained(str(causal_folder), dtype="float32").eval()
    (exercise,) = exercises(1, 5)
    ids = torch.tensor([exercise.prompt + exercise.reply])
    with torch.no_grad():
        logits = model(ids).logits[0, len(exercise.prompt) - 1 : -1]
        expected = cross_entropy(logits, torch.tensor(exercise.reply))
        torch.testing.assert_close(tuning._continued(model, [exercise])[0], expected, rtol=1e-4, atol=1e-4)


def test_too_few_lessons_are_refused(model: Any) -> None:
    with pytest.raises(GenerationError, match=r"^3 lessons to learn from and 1 to measure on are too few; .*--squad"):
        tune(model, exercises(3, 1), exercises(1, 2), epochs=1, seed=1)

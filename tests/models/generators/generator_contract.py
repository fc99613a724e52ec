"""What every Generator must do. A generator's tests inherit this and say how to `make` one.

The model behind it writes words, one to a token, and does not end by itself soon.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from botkit.domain.ports import Generator

Make = Callable[..., Generator]
INSTRUCTION = "answer the customer"
PROMPT = "report lost card"
OPTIONS: dict[str, Any] = {"max_tokens": 12, "temperature": 0.0, "seed": 42, "timeout_seconds": 60.0}
LONG = 3500
"""Tokens that take seconds."""


def text(generator: Generator, prompt: str = PROMPT) -> str:
    return "".join(generator.generate(INSTRUCTION, prompt))


def wait_for_models() -> None:
    """Fails unless all of them stop within a second."""
    for thread in threading.enumerate():
        if thread.name == "botkit-generation":
            thread.join(1.0)
            assert not thread.is_alive()


class GeneratorContract:
    @pytest.fixture
    def make(self) -> Make:
        """Take any of OPTIONS."""
        raise NotImplementedError

    def test_text_comes_in_pieces(self, make):
        pieces = list(make().generate(INSTRUCTION, PROMPT))

        assert len(pieces) > 1
        assert all(isinstance(piece, str) and piece for piece in pieces)
        assert "".join(pieces).strip()

    def test_at_temperature_0_the_same_prompt_gives_the_same_text(self, make):
        generator = make()

        assert text(generator) == text(generator) == text(make())

    def test_above_it_the_seed_decides(self, make):
        drawn = text(make(temperature=1.5, seed=1))

        assert text(make(temperature=1.5, seed=1)) == drawn
        assert text(make(temperature=1.5, seed=2)) != drawn

    def test_the_prompt_and_the_instruction_matter(self, make):
        generator = make()
        texts = {
            text(generator),
            text(generator, "transfer money"),
            "".join(generator.generate("agree to buy", PROMPT)),
        }

        assert len(texts) == 3

    @pytest.mark.parametrize("max_tokens", [1, 5])
    def test_there_are_at_most_max_tokens(self, make, max_tokens):
        assert len(text(make(max_tokens=max_tokens)).split()) == max_tokens

    def test_a_prompt_that_is_too_long_is_cut_and_answered(self, make):
        assert text(make(), "word " * 9000 + PROMPT).strip()

    @pytest.mark.parametrize("prompt", ["", " \n", "\u00e9\U0001f600", "</s>", "{{ messages }}"])
    def test_odd_prompts_do_not_fail(self, make, prompt):
        assert isinstance(text(make(), prompt), str)

    def test_threads_may_share_it(self, make):
        generator = make()
        prompts = [f"report lost {word}" for word in ("card", "pin", "phone", "code")]
        alone = [text(generator, prompt) for prompt in prompts]
        shared = make()
        with ThreadPoolExecutor(4) as pool:
            together = list(pool.map(lambda prompt: text(shared, prompt), prompts))

        assert together == alone

    def test_closing_it_stops_the_model(self, make):
        generator = make(max_tokens=LONG)
        pieces = generator.generate(INSTRUCTION, PROMPT)
        next(pieces)
        pieces.close()
        wait_for_models()

        assert next(pieces, None) is None
        assert next(generator.generate(INSTRUCTION, PROMPT))

    def test_when_the_time_is_up_the_text_so_far_stands_and_the_model_stops(self, make):
        generator = make(max_tokens=LONG, timeout_seconds=0.4)
        next(generator.generate(INSTRUCTION, PROMPT))  # loaded
        started = time.monotonic()
        written = text(generator)

        assert 0.3 < time.monotonic() - started < 2.0
        assert 0 < len(written.split()) < LONG
        wait_for_models()

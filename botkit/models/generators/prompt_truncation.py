"""Making a prompt fit a model's context window."""

from __future__ import annotations

from botkit.domain.errors import GenerationError

_CAUTION = 0.95
"""Keeping a little less than the estimate saves another round."""


def reserve(window: int, max_tokens: int) -> int:
    """How many of a window's tokens are kept for the reply: all that it may have, but at most half of the window."""
    return min(max_tokens, window // 2)


def shorten(instruction: str, prompt: str, *, tokens: int, room: int) -> str:
    """The end of `prompt`, where the question is: about as much as fits `room` where all of it makes `tokens`.

    Both numbers are of tokens of instruction and prompt. An estimate from the characters: count again, shorten again.
    Raises GenerationError if there is nothing left to cut.
    """
    if not prompt:
        raise GenerationError(
            f"the instruction alone ({tokens} tokens) does not fit the model, which reads {room} besides its reply; "
            "choose a model with a longer context window or a smaller generation.max_tokens"
        )
    characters = (len(instruction) + len(prompt)) * room / tokens * _CAUTION
    rest = prompt[len(prompt) - max(0, int(characters) - len(instruction)) :]
    _, blank, from_next_word = rest.partition(" ")
    return from_next_word if blank else rest

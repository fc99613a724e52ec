"""Truncation of a prompt to a model's context window."""

from __future__ import annotations

from botkit.domain.errors import GenerationError

_MARGIN = 0.95
"""The share of the estimate that is kept; a little less than all of it saves another round."""


def reserve(window: int, max_tokens: int) -> int:
    """Return how many tokens of the window are kept for the reply: `max_tokens`, but at most half of the window."""
    return min(max_tokens, window // 2)


def shorten(instruction: str, prompt: str, *, tokens: int, room: int) -> str:
    """Return the end of `prompt`, where the question is: about as much of it as fits `room`, as all of it is `tokens`.

    Both numbers count the tokens of instruction and prompt together. The cut is estimated from characters, so count the
    tokens of the result and shorten it again if need be. Raises GenerationError if there is nothing left to cut.
    """
    if not prompt:
        raise GenerationError(
            f"the instruction alone ({tokens} tokens) does not fit the model, which reads {room} besides its reply; "
            "choose a model with a longer context window or a smaller generation.max_tokens"
        )
    characters = (len(instruction) + len(prompt)) * room / tokens * _MARGIN
    rest = prompt[len(prompt) - max(0, int(characters) - len(instruction)) :]
    _, blank, from_next_word = rest.partition(" ")
    return from_next_word if blank else rest

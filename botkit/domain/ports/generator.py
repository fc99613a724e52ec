"""A port for language models."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol


class Generator(Protocol):
    """A language model that streams text."""

    def generate(self, instruction: str, prompt: str) -> Iterator[str]:
        """Yield the pieces of the continuation. `instruction` is the system prompt, `prompt` the user's.

        Raises GenerationError if the model fails. Closing the iterator stops the model.
        """
        ...

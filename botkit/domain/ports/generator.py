"""A language model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol


class Generator(Protocol):
    """A language model: text in, text out, as it is written."""

    def generate(self, instruction: str, prompt: str) -> Iterator[str]:
        """Pieces of the continuation. `instruction` is the system's part, `prompt` the user's.

        Raises GenerationError if the model fails. Closing the iterator stops the model.
        """
        ...

"""Text to understanding."""

from __future__ import annotations

from typing import Protocol

from intents.types import Understanding


class Nlu(Protocol):
    """Understands a text. `intents.NluModel` is one."""

    def parse(self, text: str) -> Understanding:
        """The intents and slots of `text`."""
        ...

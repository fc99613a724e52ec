"""A port for natural-language understanding."""

from __future__ import annotations

from typing import Protocol

from intents.types import Understanding


class Nlu(Protocol):
    """A model that understands a text, such as `intents.NluModel`."""

    def parse(self, text: str) -> Understanding:
        """Return the intents and slots of `text`."""
        ...

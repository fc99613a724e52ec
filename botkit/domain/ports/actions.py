"""What flows call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from botkit.domain.action import ActionSignature


class Actions(Protocol):
    """What flows can do besides talking."""

    @property
    def signatures(self) -> Mapping[str, ActionSignature]:
        """Every action by its name."""
        ...

    def run(self, name: str, arguments: Mapping[str, str], *, conversation: str, key: str) -> Mapping[str, str]:
        """Runs the action and returns its results as text.

        `key` is the same whenever the same step of the same conversation is run again, after a crash for instance: what
        changes something must do so once for each key. What changes nothing gets an empty one. Raises ActionError.
        """
        ...

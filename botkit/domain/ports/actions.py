"""Doing something for a flow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from botkit.domain.action import ActionSignature


class Actions(Protocol):
    """The actions that flows may take besides talking."""

    @property
    def signatures(self) -> Mapping[str, ActionSignature]:
        """Every action by its name."""
        ...

    def run(self, name: str, arguments: Mapping[str, str], *, conversation: str, key: str) -> Mapping[str, str]:
        """Run the action and return its results as text.

        `key` is the same whenever the same step of the same conversation is run again, after a crash for instance: what
        changes something must do so once for each key. What changes nothing gets an empty one. Raises ActionError.
        """
        ...

"""A port for the actions that flows call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from botkit.domain.action import ActionSignature


class Actions(Protocol):
    """The actions that flows may call besides talking."""

    @property
    def signatures(self) -> Mapping[str, ActionSignature]:
        """All actions by name."""
        ...

    def run(self, name: str, arguments: Mapping[str, str], *, conversation: str, key: str) -> Mapping[str, str]:
        """Run the action and return its results as text.

        `key` is the same each time the same step of the same conversation is run, for instance after a crash: an action
        that changes something must do so only once per key. An action that changes nothing gets an empty key. Raises
        ActionError.
        """
        ...

"""The actions of a bot without actions.py."""

from __future__ import annotations

from collections.abc import Mapping

from botkit.domain import ActionSignature
from botkit.domain.errors import ActionError


class WithoutActions:
    """No actions at all; a `botkit.domain.ports.Actions`."""

    @property
    def signatures(self) -> Mapping[str, ActionSignature]:
        """None."""
        return {}

    def run(self, name: str, arguments: Mapping[str, str], *, conversation: str, key: str) -> Mapping[str, str]:  # noqa: ARG002
        """Raise ActionError."""
        raise ActionError(f"There is no action '{name}'.")

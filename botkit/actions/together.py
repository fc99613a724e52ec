"""Functions and webhooks as one set of actions."""

from __future__ import annotations

from collections.abc import Mapping

from botkit.domain import ActionSignature
from botkit.domain.errors import ActionError
from botkit.domain.ports import Actions


class ActionsTogether:
    """The union of several sets of actions that share no name; a `botkit.domain.ports.Actions`."""

    def __init__(self, *sets: Actions) -> None:
        self._by_name = {name: actions for actions in sets for name in actions.signatures}

    @property
    def signatures(self) -> Mapping[str, ActionSignature]:
        """All actions by name."""
        return {name: actions.signatures[name] for name, actions in self._by_name.items()}

    def run(self, name: str, arguments: Mapping[str, str], *, conversation: str, key: str) -> Mapping[str, str]:
        """Run the action in the set that has it. Raises ActionError."""
        if name not in self._by_name:
            raise ActionError(f"There is no action '{name}'.")
        return self._by_name[name].run(name, arguments, conversation=conversation, key=key)

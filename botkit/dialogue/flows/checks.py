"""Values as the actions that check them keep them, and the changes that an action has made already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from botkit.dialogue.flows.graph import Graph
from botkit.dialogue.flows.walk import OK
from botkit.dialogue.part import paragraphs
from botkit.dialogue.spec import DialogueSpec
from botkit.domain import Conversation, DialogueState
from botkit.domain.errors import ActionError
from botkit.domain.ports import Actions


@dataclass(frozen=True, slots=True)
class Checks:
    """Asks the actions of a bot about values of its slots."""

    spec: DialogueSpec
    actions: Actions

    def with_values(
        self, state: DialogueState, found: Mapping[str, str], conversation: Conversation
    ) -> tuple[DialogueState, str]:
        """Return the state with these values, and the reasons why some of them were refused."""
        values, refusals = dict(state.values), []
        filled = [name for name in state.filled or state.values if name in self.spec.slots]
        for name, value in found.items():
            slot, kept = self.spec.slots.get(name), value
            if slot is not None and slot.check is not None:
                try:
                    kept = self._checked(slot.check, value, conversation)
                except ActionError as error:
                    refusals.append(str(error))
                    continue
            values[name] = kept
            filled = [*(one for one in filled if one != name), name]
        return replace(state, values=values, filled=tuple(filled)), paragraphs(*refusals)

    def is_news(self, name: str, value: str, state: DialogueState, conversation: Conversation) -> bool:
        """Tell whether the value differs from the one before, also as its check would keep it."""
        before, slot = state.values.get(name), self.spec.slots[name]
        if before is None or value == before or slot.check is None:
            return value != before
        try:
            return self._checked(slot.check, value, conversation) != before
        except ActionError:
            return True  # it will be refused in its own words

    def has_acted(self, graph: Graph, state: DialogueState) -> bool:
        """Tell whether something has been changed already that can't be taken back."""
        for name, outcome in state.done.items():
            node = graph.nodes.get(name)
            signature = self.actions.signatures.get(node.step.action or "") if node else None
            if signature is not None and signature.changes and outcome.startswith(OK):
                return True
        return False

    def _checked(self, action: str, value: str, conversation: Conversation) -> str:
        """Return the value as the action `check` returns it. Raises ActionError if it refuses it."""
        signature = self.actions.signatures.get(action)
        if signature is None or not signature.arguments:
            return value
        arguments = {signature.arguments[0]: value}
        results = self.actions.run(action, arguments, conversation=conversation.id, key="")
        return next(iter(results.values()), value)

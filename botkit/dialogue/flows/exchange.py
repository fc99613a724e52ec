"""A message that comes while a flow waits, and what it says about the flow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from botkit.dialogue.flows.answers import plain_answer
from botkit.dialogue.flows.checks import Checks
from botkit.dialogue.flows.flow import SlotRule
from botkit.dialogue.flows.graph import Graph, Node
from botkit.dialogue.flows.question import CHANGE, confirm_step
from botkit.dialogue.policy.heard import Heard
from botkit.dialogue.slots.values import Values, values_in
from botkit.dialogue.spec import DialogueSpec
from botkit.dialogue.wording import same_words
from botkit.domain import DialogueState


@dataclass(frozen=True)
class Exchange:
    """The message, and where the flow stands; what is told of both is worked out once, when it is first needed.

    `kinds` has the kinds of values of slots (`nlu.values`).
    """

    heard: Heard
    spec: DialogueSpec
    checks: Checks
    kinds: Mapping[str, str]

    @cached_property
    def state(self) -> DialogueState:
        """The state of the flow; the offer of a person lapses with the message."""
        return replace(self.heard.state, offered=False)

    @property
    def graph(self) -> Graph:
        """The flow under way."""
        return self.spec.graphs[self.state.form or ""]

    @property
    def slot(self) -> SlotRule | None:
        """The slot that was asked for."""
        return self.spec.slots.get(self.state.asked or "") if self.state.asked in self.graph.asked else None

    @property
    def confirm(self) -> Node | None:
        """The step that wants a yes."""
        return confirm_step(self.graph, self.state.asked)

    @cached_property
    def answer(self) -> str | None:
        """The answer to the question, where the message only makes sense as one."""
        slot = self.slot
        return plain_answer(slot, self.heard, self.spec, self.kinds) if slot is not None else None

    @cached_property
    def values(self) -> Values:
        """The values that the message gives for slots of the flow."""
        if self.answer is not None:
            return Values({self.state.asked or "": self.answer})
        return values_in(
            slots_of(self.graph, self.spec),
            self.heard.understanding,
            self.spec.phrases,
            asked=self.state.asked if self.slot else None,
            known=self.state.values,
            filled=self.state.filled,
            is_answer=self.heard.intent is None or self.heard.rule.means is not None,
        )

    @cached_property
    def changed(self) -> Mapping[str, str]:
        """The values that are new."""
        state, conversation = self.state, self.heard.conversation
        return {
            name: value
            for name, value in self.values.found.items()
            if self.checks.is_news(name, value, state, conversation)
        }

    @property
    def to_change(self) -> str | None:
        """The slot that is to be changed, where nobody said to what."""
        if self.values.to_change is None and self.state.asked == CHANGE and not self.changed:
            return self._named()
        return self.values.to_change

    @property
    def replaces(self) -> bool:
        """True if something that was said before is to be replaced."""
        return bool(self.changed.keys() & self.state.values.keys())

    @property
    def answers(self) -> bool:
        """True if it has a value for what was asked."""
        return self.state.asked in self.changed

    @property
    def asks(self) -> bool:
        """True if it asks about something, whatever values it has."""
        return self.heard.is_question and not (self.changed and self.heard.is_request)

    @property
    def has_acted(self) -> bool:
        """True if the flow has changed something already that can't be taken back."""
        return self.checks.has_acted(self.graph, self.state)

    def _named(self) -> str | None:
        """Return the slot that the message names by its label, after "what should I change?"."""
        content_words, text = self.spec.wording.content_words, self.heard.text
        said = set(content_words(text))
        labels = {name: self.spec.slot_label(name) for name in self.state.filled}
        named = [
            name for name, label in labels.items() if said & set(content_words(f"{label} {name.replace('_', ' ')}"))
        ]
        exact = [name for name in named if same_words(text, labels[name])]
        return exact[0] if exact else named[0] if len(named) == 1 else None


def slots_of(graph: Graph, spec: DialogueSpec) -> dict[str, SlotRule]:
    """Return the slots that the flow may ask for."""
    return {name: spec.slots[name] for name in graph.asked if name in spec.slots}

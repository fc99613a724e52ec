"""The content of dialogue.yml: how intents are dealt with, the canned replies, the slots and the flows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Literal

from pydantic import Field

from botkit.dialogue.flows.flow import FlowRule, SlotRule
from botkit.dialogue.flows.graph import Graph, graph_of
from botkit.dialogue.flows.review import flow_problems, form_problems, steps_of
from botkit.dialogue.part import InLanguage, Part, Place, Problem, Text, Texts, fill, meant, unknown_placeholders
from botkit.dialogue.phrases import Phrases, Steer
from botkit.dialogue.policy.moderation import Moderation
from botkit.dialogue.wording import Wording
from botkit.dialogue.wording.lists import lists
from botkit.domain import ActionSignature
from botkit.text.written_dates import as_written

__all__ = ["DialogueSpec", "IntentRule", "Offer", "Place"]


class IntentRule(Part):
    """The rule for an intent. With none of `say`, `flow`, `hand_off` it is answered from the documents."""

    label: str = ""
    """Completes "Would you like to …?"; only intents with a label are offered when two are close."""
    say: str | None = None
    """Name of the reply to give."""
    flow: str | None = None
    """Name of the flow to start."""
    values: dict[str, Text] = Field(default_factory=dict)
    """Slots of the flow that the intent itself answers."""
    questions: Literal["start", "answer"] = "start"
    """With `flow`: whether a question starts it, too, or is answered from the documents, with an offer to start it."""
    hand_off: bool = False
    """True if a person takes over."""
    offer_person: bool = False
    """True if what is said offers a person, so that "yes" afterwards hands off."""
    means: Steer | None = None
    """The answer to the bot's question, or the command to it, that the intent is."""

    @property
    def answers_questions(self) -> bool:
        """True if a question of this intent is answered from the documents."""
        return not (self.say or self.hand_off or (self.flow and self.questions == "start"))


class Offer(InLanguage):
    """The offer of a person."""

    button: Text = ""
    after: int = Field(default=3, ge=1, le=20)
    """Signs of trouble among the latest messages, after which a person is offered with whatever is said."""

    @classmethod
    def own(cls, language: str) -> Mapping[str, Any]:
        """Return the button as the language has it."""
        return {"button": Wording.of(language).labels["person"]}


_PLACEHOLDERS: dict[str, set[str]] = {
    "clarify": {"options"},
    "nearest": {"titles"},
    "propose": {"label"},
    "resume": {"flow"},
    "failed": {"reason"},
    "recall": {"values"},
}


class DialogueSpec(InLanguage):
    """The whole of dialogue.yml; without the file, the defaults of its language."""

    intents: dict[str, IntentRule] = Field(default_factory=dict)
    """Intents that are not listed are answered from the documents."""
    replies: dict[str, Texts] = Field(default_factory=dict)
    """Alternatives take turns as the conversation goes on."""
    slots: dict[str, SlotRule] = Field(default_factory=dict)
    flows: dict[str, FlowRule] = Field(default_factory=dict)
    phrases: Phrases = Field(default_factory=Phrases)
    moderation: Moderation = Field(default_factory=lambda: Moderation.model_validate({}))
    offer: Offer = Field(default_factory=Offer)

    @classmethod
    def own(cls, language: str) -> Mapping[str, Any]:  # noqa: ARG003 - each completes itself
        """Return sections with words of the language."""
        return {"phrases": {}, "moderation": {}, "offer": {}}

    @property
    def wording(self) -> Wording:
        """The reader of messages in its language."""
        return Wording.of(self.language)

    @property
    def default_replies(self) -> Mapping[str, str]:
        """The replies that the bot itself needs; dialogue.yml may word them anew."""
        return lists(self.language, "replies")

    def fill(self, text: str, values: Mapping[str, str]) -> str:
        """Return the text with its {placeholders} filled in, dates as people write them."""
        return fill(text, {name: self.written(value) for name, value in values.items()})

    def written(self, value: str) -> str:
        """Return a value as it is shown to people."""
        return as_written(value, self.language, self._region)

    def rule(self, intent: str) -> IntentRule:
        return self.intents.get(intent, _FROM_DOCUMENTS)

    def reply(self, name: str, turn: int = 0) -> str:
        """Return the reply of that name; `turn` picks among its alternatives."""
        alternatives = self.replies.get(name) or (self.default_replies[name],)
        return alternatives[turn % len(alternatives)]

    @cached_property
    def graphs(self) -> Mapping[str, Graph]:
        """The flows as graphs."""
        return {name: graph_of(name, self.flows) for name in self.flows}

    def flow_label(self, name: str) -> str:
        """Return the name that the flow has between commas: "blocking your card"."""
        return self.flows[name].label or name.replace("_", " ")

    @cached_property
    def nouns(self) -> frozenset[str]:
        """The words that slots are called by."""
        return frozenset(word for name in self.slots for word in self.wording.content_words(self.slot_label(name)))

    def slot_label(self, name: str) -> str:
        slot = self.slots.get(name)
        return (slot.label if slot else "") or name.replace("_", " ")

    def problems(self, actions: Mapping[str, ActionSignature] | None = None) -> Iterator[Problem]:
        """Yield what is wrong between the parts: the place of each problem and what to say about it."""
        if wrong := list(form_problems(self.flows)):
            yield from wrong
            return
        yield from self._intent_problems()
        yield from self._reply_problems()
        yield from self._slot_problems(actions or {})
        starters = {rule.flow for rule in self.intents.values()}
        inner = {step.flow for name, flow in self.flows.items() for _, step in steps_of(name, flow)}
        for name, flow in self.flows.items():
            if name not in starters | inner and not flow.buttons:
                yield ("flows", name), f"nothing starts the flow '{name}'; add `flow: {name}` to an intent, or buttons"
            yield from flow_problems(name, self.flows, self.slots, actions or {})

    def _reply_problems(self) -> Iterator[Problem]:
        said = {rule.say for rule in self.intents.values()} | self.default_replies.keys()
        for name, alternatives in self.replies.items():
            if name not in said:
                hint = meant(name, said)
                yield ("replies", name), f"no intent says the reply '{name}'{hint or '; remove it, or add an intent'}"
            known = _PLACEHOLDERS.get(name, set())
            for index, text in enumerate(alternatives):
                yield from unknown_placeholders(("replies", name, index), text, known)
                for needed in known:
                    if f"{{{needed}}}" not in text:
                        yield ("replies", name, index), f"the reply '{name}' must contain {{{needed}}}; add it"

    def _intent_problems(self) -> Iterator[Problem]:
        labels: dict[str, str] = {}
        replies = self.replies.keys() | self.default_replies.keys()
        for name, rule in self.intents.items():
            path = ("intents", name)
            if (rule.say is not None) + (rule.flow is not None) + rule.hand_off > 1:
                yield path, f"the intent '{name}' can only do one of say, flow and hand_off; keep one"
            if rule.say is not None and rule.say not in replies:
                yield (*path, "say"), f"there is no reply '{rule.say}' under replies{meant(rule.say, replies)}"
            if rule.flow is not None and rule.flow not in self.flows:
                yield (*path, "flow"), f"there is no flow '{rule.flow}' under flows{meant(rule.flow, self.flows)}"
            elif rule.flow is not None:
                yield from self._preset_problems(path, rule)
            elif rule.values or "questions" in rule.model_fields_set:
                key = "values" if rule.values else "questions"
                yield (*path, key), f"'{key}' goes with 'flow'; add the flow, or remove it"
            if rule.questions == "answer" and not rule.label:
                yield path, f"the intent '{name}' needs a label: it completes the offer to start '{rule.flow}'"
            if rule.offer_person and rule.say is None:
                yield (*path, "offer_person"), "offer_person goes with say: the reply is what offers a person"
            label = rule.label.casefold()
            if label and label in labels:
                yield (*path, "label"), f"'{name}' has the same label as '{labels[label]}'; tell them apart"
            labels[label] = name

    def _preset_problems(self, path: Place, rule: IntentRule) -> Iterator[Problem]:
        asked = self.graphs[rule.flow or ""].asked
        for slot, value in rule.values.items():
            if slot not in asked:
                yield (*path, "values", slot), f"'{rule.flow}' does not ask for '{slot}'{meant(slot, asked)}"
            elif (known := self.slots.get(slot)) and known.choices and value not in known.choices:
                can = ", ".join(known.choices)
                yield (*path, "values", slot), f"'{value}' is no choice of '{slot}'; it has: {can}"

    def _slot_problems(self, actions: Mapping[str, ActionSignature]) -> Iterator[Problem]:
        asked = {name for graph in self.graphs.values() for name in graph.asked}
        for name, slot in self.slots.items():
            path = ("slots", name)
            if not re.fullmatch(r"\w+", name):
                yield path, f"'{name}' must be one word of letters, digits and _, as texts use it in {{...}}"
            if name not in asked:
                yield path, f"no flow asks for '{name}'{meant(name, asked) or '; remove it, or add a step to a flow'}"
            if slot.choices and slot.pattern:
                yield (*path, "pattern"), f"'{name}' has choices and a pattern; keep one"
            if slot.choices and slot.kind:
                yield (*path, "kind"), f"'{name}' has choices, which are its kind; remove 'kind'"
            if slot.anywhere and slot.pattern is None:
                yield (*path, "anywhere"), "'anywhere' is about the pattern; add one, or remove it"
            if slot.check is not None and (action := actions.get(slot.check)) is None:
                yield (*path, "check"), f"there is no action '{slot.check}'{meant(slot.check, actions)}"
            elif slot.check is not None and action and (len(action.arguments) != 1 or action.changes):
                yield (*path, "check"), f"'{slot.check}' must take one argument, the value, and change nothing"


_FROM_DOCUMENTS = IntentRule()

"""Rasa's domain, rules and forms as a dialogue.yml."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from botkit.project.importing.rasa_project import RasaProject, plain_name
from botkit.project.importing.rasa_responses import Response, responses
from botkit.project.importing.rasa_rules import Rule, rules
from botkit.project.importing.rasa_slots import required_slots, slot_rules
from botkit.project.importing.report import Report

MEANINGS = {"affirm": "yes", "deny": "no", "stop": "cancel", "cancel": "cancel"}
"""The meanings that intents of these names have nearly everywhere."""
_BUILT_IN = {"action_restart": "restart", "action_back": "back"}
_PERSON = re.compile(r"hand_?off|hand_?over|human|live_?agent|escalat")
_FALLBACK = {"nlu_fallback", "out_of_scope"}


@dataclass(slots=True)
class Dialogue:
    """A dialogue.yml in the making, with the actions that its flows need and their arguments."""

    project: RasaProject
    trained: Collection[str]
    """The intents with examples."""
    entities: Collection[str]
    report: Report
    intents: dict[str, dict[str, Any]] = field(default_factory=dict)
    replies: dict[str, Any] = field(default_factory=dict)
    slots: dict[str, dict[str, Any]] = field(default_factory=dict)
    flows: dict[str, dict[str, Any]] = field(default_factory=dict)
    actions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    forms: dict[str, list[str]] = field(default_factory=dict)
    responses: dict[str, Response] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    said: set[str] = field(default_factory=set)

    def content(self) -> dict[str, Any]:
        """Return the whole content of the file."""
        self.responses = responses(self.project, self.report)
        pieces = {piece.name: piece for piece in self.project.pieces("forms")}
        self.forms = {name: required_slots(piece, self.report) for name, piece in pieces.items()}
        self.slots = slot_rules(self.project, self.forms, self.responses, self.entities, self.report)
        found = list(rules(self.project, self.report))
        behind = {rule.after: rule for rule in found if rule.after}
        for rule in found:
            for intent in rule.intents:
                self._intent(intent, rule, behind)
            if rule.after and rule.after not in self.forms:
                self.report.left(rule.piece.place, f"the rule '{rule.title}' is about '{rule.after}', which is no form")
        self._meanings()
        self._forms_without_a_start(pieces, behind)
        self._leftovers()
        self.slots = {name: rule for name, rule in self.slots.items() if self._is_asked(name)}
        parts = {"intents": self.intents, "replies": self.replies, "slots": self.slots, "flows": self.flows}
        return {name: part for name, part in parts.items() if part}

    # Intents

    def _intent(self, intent: str, rule: Rule, behind: Mapping[str, Rule]) -> None:
        place = rule.piece.place
        if intent in self.intents:
            self.report.left(place, f"'{rule.title}': '{intent}' is dealt with at {self.places[intent]} already")
            return
        if intent in _FALLBACK and intent not in self.trained:
            self._fallback(rule)
            return
        if intent not in self.trained:
            self.report.left(place, f"'{rule.title}': the intent '{intent}' has no examples")
            return
        found = self._rule_of(intent, rule, behind)
        if found is None:
            return
        self.intents[intent] = found
        self.places[intent] = place
        self.report.taken(place, f"'{rule.title}': {intent} -> {' '.join(map(str, *found.items()))}")

    def _rule_of(self, intent: str, rule: Rule, behind: Mapping[str, Rule]) -> dict[str, Any] | None:
        """Return what the intent leads to, as its rule in dialogue.yml; None if that is nothing."""
        names = rule.actions
        if any(_PERSON.search(name) for name in names):
            self.report.changed(rule.piece.place, f"'{intent}' hands off to a person, in the words of replies.hand_off")
            return {"hand_off": True}
        if names[0] in _BUILT_IN and len(names) == 1:
            return {"means": _BUILT_IN[names[0]]}
        if len(names) == 1 and self._can_be_said(names[0]):
            return {"say": self._reply(names[0])}
        form = next((name for name in names if name in self.forms), None)
        if form is None:
            if not (steps := self._steps(names, (), rule)):
                return None
            self.flows[intent] = {"steps": steps}
            return {"flow": intent}
        if form not in self.flows:
            before = names[: names.index(form)]
            slots = self.forms[form]
            steps = [*self._steps(before, (), rule), *({"ask": slot} for slot in slots)]
            if (after := behind.get(form)) is not None:
                steps += self._steps(after.actions, tuple(slots), after)
                self.report.taken(after.piece.place, f"'{after.title}': the end of the flow '{form}'")
            self.flows[form] = {"steps": steps}
        return {"flow": form}

    def _fallback(self, rule: Rule) -> None:
        """Turn the reply for messages that Rasa does not understand into the refusal."""
        texts = [text for name in rule.actions if name in self.responses for text in self.responses[name].texts]
        self.said |= set(rule.actions)
        if texts:
            self.replies["refuse"] = texts if len(texts) > 1 else texts[0]
        self.report.changed(rule.piece.place, f"'{rule.title}': said where the documents hold no answer, with an offer")

    def _meanings(self) -> None:
        for intent in sorted(set(MEANINGS) & set(self.trained)):
            self.intents.setdefault(intent, {})["means"] = MEANINGS[intent]
            self.report.changed(
                self._declared(intent), f"'{intent}' answers the bot's questions: means {MEANINGS[intent]}"
            )

    # Steps

    def _steps(self, names: tuple[str, ...], slots: tuple[str, ...], rule: Rule) -> list[dict[str, Any]]:
        """Return the actions as steps of a flow that asks for `slots`."""
        steps: list[dict[str, Any]] = []
        for name in names:
            if name in self.responses:
                self.said.add(name)
                if texts := self._texts(self.responses[name], slots):
                    steps.append({"say": texts[0] if len(texts) == 1 else texts})
            elif name.startswith("utter_"):
                self.report.left(rule.piece.place, f"'{rule.title}': the domain has no response '{name}'")
            elif name in _BUILT_IN or name.startswith("action_default") or name in self.forms:
                self.report.left(rule.piece.place, f"'{rule.title}': the action '{name}' within a flow")
            else:
                self.actions[plain_name(name)] = slots
                steps.append({"action": plain_name(name)})
                self.report.changed(
                    rule.piece.place,
                    f"'{rule.title}': '{name}' is an empty function in actions.py; write it, and if it changes"
                    " something, add changes=True there and a confirm step before it",
                )
        return steps

    def _texts(self, response: Response, slots: tuple[str, ...]) -> list[str]:
        """Return the response's texts with placeholders for `slots` only."""
        for name in sorted(response.placeholders - set(slots)):
            self.report.changed(
                response.place, f"'{response.name}' mentions {{{name}}}, which nothing fills in there: taken out"
            )
        return [
            re.sub(r" ?\{(\w+)\}", lambda match: match[0] if match[1] in slots else "", text).strip()
            for text in response.texts
        ]

    # Replies

    def _can_be_said(self, name: str) -> bool:
        return name in self.responses and bool(self.responses[name].texts)

    def _reply(self, name: str) -> str:
        response = self.responses[name]
        self.said.add(name)
        texts = self._texts(response, ())
        own = response.name if response.name not in {"refuse", "failed", "propose", "clarify", "nearest"} else name
        self.replies[own] = texts[0] if len(texts) == 1 else texts
        if response.buttons:
            self.report.left(response.place, f"the buttons of '{name}': replies have none, questions of flows do")
        return own

    # Leftovers

    def _forms_without_a_start(self, pieces: Mapping[str, Any], behind: Mapping[str, Rule]) -> None:
        for form, piece in pieces.items():
            if form in self.flows:
                self.report.taken(piece.place, f"form '{form}': {len(self.forms[form])} slots")
                continue
            slots = self.forms[form]
            steps = [{"ask": slot} for slot in slots]
            if (after := behind.get(form)) is not None:
                steps += self._steps(after.actions, tuple(slots), after)
            if steps:
                title = form.removesuffix("_form").replace("_", " ").capitalize()
                self.flows[form] = {"buttons": [title], "steps": steps}
                self.report.changed(piece.place, f"form '{form}': no rule starts it; the words '{title}' do")

    def _leftovers(self) -> None:
        asked = {f"utter_ask_{name}" for name in self.slots}
        asked |= {f"utter_ask_{form}_{name}" for form, slots in self.forms.items() for name in slots}
        for name, response in self.responses.items():
            if name not in self.said | asked:
                self.report.left(response.place, f"the response '{name}': no rule that was taken over says it")
        for piece in self.project.pieces("actions"):
            name = str(piece.value)
            if name.startswith("validate_"):
                self.report.left(piece.place, f"'{name}': checks of values are functions too; see `check` of slots")
            elif not name.startswith("utter_") and plain_name(name) not in self.actions and name not in self.forms:
                self.report.left(piece.place, f"the action '{name}': no rule that was taken over runs it")
        for intent in sorted(set(self.trained) - self.intents.keys()):
            self.report.changed(
                self._declared(intent), f"'{intent}': no rule tells what to do; answered from the documents"
            )

    def _declared(self, intent: str) -> str:
        """Return the place at which the domain declares the intent."""
        found = (piece.place for piece in self.project.pieces("intents") if _name(piece.value) == intent)
        return next(found, self.project.files[0].name)

    def _is_asked(self, slot: str) -> bool:
        return any(step.get("ask") == slot for flow in self.flows.values() for step in flow["steps"])


def _name(value: Any) -> str:
    return plain_name(str(next(iter(value)) if isinstance(value, dict) and value else value))

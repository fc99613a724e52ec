"""The course of a flow: walking on, asking, asking again, and ending."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from botkit.dialogue.flows.question import FlowQuestion, question_of
from botkit.dialogue.flows.stack import state_of
from botkit.dialogue.flows.walk import Rest, Taken, Walk
from botkit.dialogue.part import fill, paragraphs
from botkit.dialogue.spec import DialogueSpec
from botkit.domain import Conversation, Decision, DecisionKind, DialogueState
from botkit.domain.ports import Actions

MAX_ATTEMPTS = 3
"""Answers that could not be used before a person takes over."""


@dataclass(frozen=True, slots=True)
class Course:
    """Takes flows from one question to the next. `kinds` has the kinds of values of slots (`nlu.values`)."""

    spec: DialogueSpec
    actions: Actions
    taken: Taken
    kinds: Mapping[str, str]
    hand_off: Callable[[Conversation], Decision]

    def question(self, state: DialogueState) -> FlowQuestion:
        """Return the question that the flow under way waits with."""
        return question_of(state, self.spec, self.kinds)

    def walk(self, state: DialogueState, conversation: Conversation, before: str = "") -> Decision:
        """Go through the flow to where it waits or ends; then the one that it interrupted goes on."""
        graph = self.spec.graphs[state.form or ""]
        rest = Walk(
            graph,
            state,
            conversation.id,
            self.actions,
            self.taken,
            self.spec.fill,
            lambda reason: self._failed(reason, conversation),
        ).run()
        said = paragraphs(before, *rest.texts)
        if rest.hand_off:
            return self._pass_on(said, conversation)
        if rest.waiting is None:
            return self.end(rest, said, DecisionKind.ACT, conversation)
        attempts = state.attempts if rest.state.asked == state.asked else 0
        if rest.state.asked == state.asked and state.asked in state.values:
            attempts += 1  # it was answered, and the flow could do nothing with that
        if attempts >= MAX_ATTEMPTS:
            return self._pass_on(said, conversation)
        return self.ask(replace(rest.state, attempts=attempts), said)

    def end(self, rest: Rest, said: str, kind: DecisionKind, conversation: Conversation) -> Decision:
        """End the flow: the latest on the stack goes on."""
        state, said = rest.state, said or self.spec.reply("done", conversation.length)
        while state.stack:
            *under, frame = state.stack
            state = state_of(frame, tuple(under), handed_off=state.handed_off)
            if frame.form in self.spec.graphs:
                label = self.spec.flow_label(frame.form)
                back = fill(self.spec.reply("resume", conversation.length), {"flow": label})
                return replace(self.walk(state, conversation, before=paragraphs(said, back)), kind=kind)
        ended = DialogueState(handed_off=state.handed_off, offered=rest.broke_off)
        return Decision(kind, said, choices=(self.spec.offer.button,) if rest.broke_off else (), state=ended)

    def ask(self, state: DialogueState, before: str) -> Decision:
        """Ask the question that the flow waits with."""
        question = self.question(state)
        text = paragraphs(before, question.text)
        return Decision(DecisionKind.ASK, text, choices=question.choices, field=question.field, state=state)

    def again(self, state: DialogueState, conversation: Conversation, before: str = "") -> Decision:
        """Ask the same question once more, unless that was tried often enough."""
        if state.attempts + 1 >= MAX_ATTEMPTS:
            return self.hand_off(conversation)
        return self.ask(replace(state, attempts=state.attempts + 1), before)

    def _pass_on(self, said: str, conversation: Conversation) -> Decision:
        """Let a person take over, after what has been said."""
        decision = self.hand_off(conversation)
        return replace(decision, text=paragraphs(said, decision.text))

    def _failed(self, reason: str, conversation: Conversation) -> str:
        """Return words for an action that failed, if the flow has no steps for that."""
        return " ".join(fill(self.spec.reply("failed", conversation.length), {"reason": reason}).split())

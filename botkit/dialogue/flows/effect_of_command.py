"""The carrying out of commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from botkit.dialogue.flows.checks import Checks
from botkit.dialogue.flows.commands import (
    Cancel,
    ChangeSlot,
    Command,
    Confirm,
    CorrectSlots,
    Deny,
    Digress,
    Explain,
    GoBack,
    Misunderstand,
    Recall,
    Restart,
    ResumeFlow,
    SetSlots,
    StartFlow,
    Wait,
    WalkOn,
)
from botkit.dialogue.flows.course import Course
from botkit.dialogue.flows.exchange import slots_of
from botkit.dialogue.flows.graph import OTHERWISE
from botkit.dialogue.flows.question import CHANGE
from botkit.dialogue.flows.stack import frame_of, state_of, without
from botkit.dialogue.flows.walk import NO, YES, Rest
from botkit.dialogue.part import fill, paragraphs
from botkit.dialogue.policy.heard import Heard
from botkit.dialogue.slots.values import values_at_start
from botkit.dialogue.spec import DialogueSpec
from botkit.domain import Conversation, Decision, DecisionKind, DialogueState


@dataclass(frozen=True, slots=True)
class Applying:
    """Applies commands; `aside` answers a message that is about something else."""

    spec: DialogueSpec
    course: Course
    checks: Checks
    aside: Callable[[Heard], Decision]

    def apply(self, command: Command, heard: Heard) -> Decision:
        """Carry out the command and return the step it leads to. `heard` is the message that it was told from."""
        state, conversation, walk = self._state(heard), heard.conversation, self.course.walk
        match command:
            case StartFlow(flow, intent) | ResumeFlow(flow, intent):
                return self._begin(flow, intent, heard)
            case WalkOn():
                return walk(state, conversation)
            case CorrectSlots() | ChangeSlot() | GoBack() if self._has_acted(state):
                return self.course.again(state, conversation, self._reply("done_already", conversation))
            case SetSlots(values) | CorrectSlots(values):
                return self._take(values, state, conversation)
            case ChangeSlot(slot):
                return walk(without(state, slot), conversation)
            case GoBack() if state.filled:
                return walk(without(state, state.filled[-1]), conversation)
            case Confirm(step):
                return walk(replace(state, done={**state.done, step: YES}), conversation)
            case Deny(step):
                return self._deny(step, state, conversation)
            case Digress():
                return self._digress(heard)
            case Cancel():
                return self._cancel(state, conversation)
            case Restart() if state.filled:
                return self._restart(state, conversation)
        return self.course.again(state, conversation, self._remark(command, state, conversation))

    def _remark(self, command: Command, state: DialogueState, conversation: Conversation) -> str:
        """Return the words before the question, for a command that only asks it again."""
        match command:
            case Restart():
                return self._reply("restarted", conversation)
            case GoBack():
                return self._reply("nothing_yet", conversation)
            case Recall():
                return self._recall(state, conversation)
            case Wait():
                return self._reply("wait", conversation)
            case Explain():
                return self._of_slot("help", state)
            case Misunderstand():
                return self._of_slot("invalid", state) or self._reply("invalid", conversation)
        return ""

    def _begin(self, flow: str, intent: str | None, heard: Heard) -> Decision:
        """Start or resume the flow with what the message says already; one under way waits on the stack."""
        state, conversation = heard.state, heard.conversation
        stack = (*state.stack, frame_of(state)) if state.form in self.spec.graphs else state.stack
        waiting = next((frame for frame in stack if frame.form == flow), None)
        stack = tuple(frame for frame in stack if frame is not waiting)
        if waiting is not None:
            begun = state_of(waiting, stack, handed_off=state.handed_off)
        else:
            turn = conversation.length + 1
            begun = DialogueState(form=flow, started=turn, stack=stack, handed_off=state.handed_off)
        said = values_at_start(
            slots_of(self.spec.graphs[flow], self.spec),
            heard.understanding,
            self.spec.phrases,
            self.course.kinds,
            self.spec.slots,
            known=begun.values,
            filled=begun.filled,
        )
        presets = self.spec.rule(intent).values if intent else {}
        begun, refusal = self.checks.with_values(begun, {**said, **presets}, conversation)
        return self.course.walk(begun, conversation, before=refusal)

    def _take(self, found: Mapping[str, str], state: DialogueState, conversation: Conversation) -> Decision:
        """Go on with new values; ask again for those that their check refuses."""
        taken, refusal = self.checks.with_values(state, found, conversation)
        if refusal and taken.values == state.values:
            return self.course.again(state, conversation, refusal)
        return self.course.walk(taken, conversation, before=refusal)

    def _deny(self, step: str, state: DialogueState, conversation: Conversation) -> Decision:
        """Take a no: do what the flow has for it, or ask what to change."""
        if OTHERWISE in self.spec.graphs[state.form or ""].nodes[step].ways:
            return self.course.walk(replace(state, done={**state.done, step: NO}), conversation)
        return self.course.ask(replace(state, asked=CHANGE, attempts=0), "")

    def _cancel(self, state: DialogueState, conversation: Conversation) -> Decision:
        """End the flow; one that waits goes on."""
        ended = Rest(DialogueState(stack=state.stack, handed_off=state.handed_off), ())
        return self.course.end(ended, self._reply("cancelled", conversation), DecisionKind.SMALLTALK, conversation)

    def _restart(self, state: DialogueState, conversation: Conversation) -> Decision:
        """Ask everything anew; actions get new keys."""
        turn = conversation.length + 1
        fresh = replace(state, values={}, filled=(), done={}, asked=None, attempts=0, started=turn)
        return self.course.walk(fresh, conversation, before=self._reply("restarted", conversation))

    def _digress(self, heard: Heard) -> Decision:
        """Answer something else, and ask the question again."""
        aside, question = self.aside(heard), self.course.question(heard.state)
        text = paragraphs(aside.text, question.text)
        return replace(aside, text=text, choices=question.choices, field=question.field, state=self._state(heard))

    def _recall(self, state: DialogueState, conversation: Conversation) -> str:
        """Sum up what was said so far."""
        told = [
            f"{self.spec.slot_label(name)}: {self.spec.written(state.values[name])}"
            for name in state.filled
            if name in state.values
        ]
        if not told:
            return self._reply("nothing_yet", conversation)
        return fill(self._reply("recall", conversation), {"values": "; ".join(told)})

    def _of_slot(self, key: str, state: DialogueState) -> str:
        """Return the words of the slot that was asked for: its `help`, or that an answer is `invalid`."""
        asked = state.asked if state.asked in self.spec.graphs[state.form or ""].asked else None
        slot = self.spec.slots.get(asked or "")
        return self.spec.fill(str(getattr(slot, key)), state.values) if slot else ""

    def _has_acted(self, state: DialogueState) -> bool:
        return self.checks.has_acted(self.spec.graphs[state.form or ""], state)

    def _reply(self, name: str, conversation: Conversation) -> str:
        return self.spec.reply(name, conversation.length)

    @staticmethod
    def _state(heard: Heard) -> DialogueState:
        """Return the state of the flow; the offer of a person lapses with the message."""
        return replace(heard.state, offered=False)

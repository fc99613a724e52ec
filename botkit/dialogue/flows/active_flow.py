"""Talking through a flow: answers, corrections, questions in between, interruptions, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from botkit.dialogue.flows.flow import SlotRule
from botkit.dialogue.flows.graph import OTHERWISE, Graph, Node
from botkit.dialogue.flows.walk import NO, OK, YES, Rest, Taken, Walk
from botkit.dialogue.part import fill
from botkit.dialogue.policy.heard import Heard
from botkit.dialogue.slots import values as slots
from botkit.dialogue.slots.choices import choice_by_place
from botkit.dialogue.slots.field import field_of, is_from_field, kind_of
from botkit.dialogue.spec import DialogueSpec
from botkit.dialogue.wording import same_words
from botkit.domain import Conversation, Decision, DecisionKind, DialogueState, Field, Frame
from botkit.domain.errors import ActionError
from botkit.domain.ports import Actions

MAX_ATTEMPTS = 3
"""Answers that could not be used before a person takes over."""
CHANGE = "change?"
"""In `DialogueState.asked`: the bot has asked what to change."""
_COMMANDS = frozenset({"cancel", "restart", "repeat", "back", "recall", "wait", "why"})
_TELLING = 2
"""Content words from which a question is worth a search, whatever its intent."""


@dataclass(frozen=True, slots=True)
class FlowQuestion:
    """What the bot waits for: words and buttons, and the form of the answer where it has one."""

    text: str = ""
    choices: tuple[str, ...] = ()
    field: Field | None = None


class ActiveFlow:
    """Starts flows and goes on with them.

    `kinds` has the kinds of values of slots (`nlu.values`); `aside` answers a message that is about something else, if
    it can.
    """

    def __init__(
        self,
        spec: DialogueSpec,
        actions: Actions,
        taken: Taken,
        *,
        kinds: Mapping[str, str],
        hand_off: Callable[[Conversation], Decision],
        aside: Callable[[Heard], Decision | None],
    ) -> None:
        self._spec = spec
        self._actions = actions
        self._taken = taken
        self._kinds = kinds
        self._hand_off = hand_off
        self._aside = aside

    def start(self, name: str, heard: Heard, *, intent: str | None = None) -> Decision:
        """Starts the flow with what the message says already; one that is under way waits on the stack.

        One that waits there already goes on where it was.
        """
        state = heard.state
        stack = (*state.stack, frame_of(state)) if state.form in self._spec.graphs else state.stack
        waiting = next((frame for frame in stack if frame.form == name), None)
        stack = tuple(frame for frame in stack if frame is not waiting)
        if waiting is not None:
            begun = state_of(waiting, stack, handed_off=state.handed_off)
        else:
            begun = DialogueState(
                form=name, started=heard.conversation.length + 1, stack=stack, handed_off=state.handed_off
            )
        said = slots.values_in(
            self._slots(name),
            heard.understanding,
            self._spec.phrases,
            known=begun.values,
            filled=begun.filled,
            is_answer=False,
        ).found
        presets = self._spec.rule(intent).values if intent else {}
        begun, refusal = self._with(begun, {**said, **presets}, heard.conversation)
        return self._walk(begun, heard.conversation, before=refusal)

    def go_on(self, heard: Heard) -> Decision:
        """What the message means for the flow under way."""
        state, conversation = replace(heard.state, offered=False), heard.conversation
        graph = self._spec.graphs[state.form or ""]
        slot = self._spec.slots.get(state.asked or "") if state.asked in graph.asked else None
        confirm = self._confirm(graph, state.asked)
        if slot is None and confirm is None and state.asked != CHANGE:
            return self._walk(state, conversation)  # the flow has been rewritten since
        chosen = self._chosen(slot, heard)
        if chosen is None and heard.meaning is not None and heard.meaning.kind in _COMMANDS:
            return self._command(heard.meaning.kind, state, slot, conversation)

        read = slots.Values({state.asked or "": chosen}) if chosen is not None else self._read(heard, slot)
        found = read.found
        changed = {name: value for name, value in found.items() if self._is_news(name, value, state, conversation)}
        to_change = read.to_change or (
            self._named(heard.text, state) if state.asked == CHANGE and not changed else None
        )
        if (to_change or changed.keys() & state.values.keys()) and self._has_acted(graph, state):
            return self._again(state, conversation, self._spec.reply("done_already", conversation.length))
        if to_change is not None and not changed:
            return self._walk(_without(state, to_change), conversation)

        answered = state.asked in changed
        asks = heard.is_question and not (changed and heard.is_request)
        if not answered and (not changed or asks) and not (confirm and heard.means("yes", "no")):
            aside = self._digression(heard, slot)
            if aside is not None:
                return aside
        if changed:
            return self._take(changed if answered else self._around(changed, slot, heard), state, conversation)
        if confirm is not None and heard.means("yes"):
            return self._walk(replace(state, done={**state.done, confirm.id: YES}), conversation)
        if confirm is not None and heard.meaning is not None and heard.meaning.kind == "no":
            return self._declined(confirm, state, conversation)
        if slot is not None and (answer := self._whole(slot, heard)) is not None:
            return self._take({state.asked or "": answer}, state, conversation)
        return self._again(state, conversation, self._invalid(slot, state, conversation))

    def question(self, state: DialogueState) -> FlowQuestion:
        """What the flow under way waits for."""
        graph = self._spec.graphs.get(state.form or "")
        if graph is None:
            return FlowQuestion()
        if state.asked == CHANGE:
            labels = tuple(_capital(self._spec.slot_label(name)) for name in state.filled)
            return FlowQuestion(self._spec.reply("change"), labels)
        if (confirm := self._confirm(graph, state.asked)) is not None:
            texts = confirm.step.confirm or ("",)
            return FlowQuestion(fill(texts[state.attempts % len(texts)], state.values), self._spec.wording.yes_or_no)
        slot = self._spec.slots.get(state.asked or "")
        if slot is None:
            return FlowQuestion()
        asking = next((node for node in graph.nodes.values() if node.step.ask == state.asked), None)
        texts = asking.step.question or slot.question if asking else slot.question
        text = fill(texts[state.attempts % len(texts)], state.values)
        return FlowQuestion(text, slot.choices, field_of(state.asked or "", slot, self._kinds))

    # Steps of the talk

    def _walk(self, state: DialogueState, conversation: Conversation, before: str = "") -> Decision:
        """Goes through the flow to where it waits or ends; then the one that it interrupted goes on."""
        rest = Walk(
            self._spec.graphs[state.form or ""],
            state,
            conversation.id,
            self._actions,
            self._taken,
            lambda reason: " ".join(fill(self._spec.reply("failed", conversation.length), {"reason": reason}).split()),
        ).run()
        said = paragraphs(before, *rest.texts)
        if rest.hand_off:
            decision = self._hand_off(conversation)
            return replace(decision, text=paragraphs(said, decision.text))
        if rest.waiting is not None:
            attempts = state.attempts if rest.state.asked == state.asked else 0
            if rest.state.asked == state.asked and state.asked in state.values:
                attempts += 1  # it was answered, and the flow could do nothing with that
            if attempts >= MAX_ATTEMPTS:
                decision = self._hand_off(conversation)
                return replace(decision, text=paragraphs(said, decision.text))
            return self._ask(replace(rest.state, attempts=attempts), said)
        return self._end(rest, said, DecisionKind.ACT, conversation)

    def _end(self, rest: Rest, said: str, kind: DecisionKind, conversation: Conversation) -> Decision:
        """The flow has ended: the latest on the stack goes on."""
        state, said = rest.state, said or self._spec.reply("done", conversation.length)
        while state.stack:
            *under, frame = state.stack
            state = state_of(frame, tuple(under), handed_off=state.handed_off)
            if frame.form in self._spec.graphs:
                back = fill(
                    self._spec.reply("resume", conversation.length), {"flow": self._spec.flow_label(frame.form)}
                )
                return replace(self._walk(state, conversation, before=paragraphs(said, back)), kind=kind)
        ended = DialogueState(handed_off=state.handed_off, offered=rest.broke_off)
        return Decision(kind, said, choices=(self._spec.offer.button,) if rest.broke_off else (), state=ended)

    def _ask(self, state: DialogueState, before: str) -> Decision:
        question = self.question(state)
        text = paragraphs(before, question.text)
        return Decision(DecisionKind.ASK, text, choices=question.choices, field=question.field, state=state)

    def _again(self, state: DialogueState, conversation: Conversation, before: str) -> Decision:
        """Asks the same question once more, unless that was tried often enough."""
        if state.attempts + 1 >= MAX_ATTEMPTS:
            return self._hand_off(conversation)
        return self._ask(replace(state, attempts=state.attempts + 1), before)

    def _take(self, found: Mapping[str, str], state: DialogueState, conversation: Conversation) -> Decision:
        """Goes on with new values; those that their check refuses are asked for again."""
        taken, refusal = self._with(state, found, conversation)
        if refusal and taken.values == state.values:
            return self._again(state, conversation, refusal)
        return self._walk(taken, conversation, before=refusal)

    def _with(
        self, state: DialogueState, found: Mapping[str, str], conversation: Conversation
    ) -> tuple[DialogueState, str]:
        """The state with these values, and why some of them were refused."""
        values, refusals = dict(state.values), []
        filled = [name for name in state.filled or state.values if name in self._spec.slots]
        for name, value in found.items():
            slot, kept = self._spec.slots.get(name), value
            if slot is not None and slot.check is not None:
                try:
                    kept = self._checked(slot.check, value, conversation)
                except ActionError as error:
                    refusals.append(str(error))
                    continue
            values[name] = kept
            filled = [*(one for one in filled if one != name), name]
        return replace(state, values=values, filled=tuple(filled)), paragraphs(*refusals)

    def _is_news(self, name: str, value: str, state: DialogueState, conversation: Conversation) -> bool:
        """Whether the value is another one than before, also as its check would keep it."""
        before, slot = state.values.get(name), self._spec.slots[name]
        if before is None or value == before or slot.check is None:
            return value != before
        try:
            return self._checked(slot.check, value, conversation) != before
        except ActionError:
            return True  # it will be refused in its own words

    def _checked(self, action: str, value: str, conversation: Conversation) -> str:
        """The value as the action `check` returns it. Raises ActionError if it refuses it."""
        signature = self._actions.signatures.get(action)
        if signature is None or not signature.arguments:
            return value
        arguments = {signature.arguments[0]: value}
        results = self._actions.run(action, arguments, conversation=conversation.id, key="")
        return next(iter(results.values()), value)

    def _declined(self, confirm: Node, state: DialogueState, conversation: Conversation) -> Decision:
        """A no: what the flow has for it, or the question what to change."""
        if OTHERWISE in confirm.ways:
            return self._walk(replace(state, done={**state.done, confirm.id: NO}), conversation)
        return self._ask(replace(state, asked=CHANGE, attempts=0), "")

    def _command(self, kind: str, state: DialogueState, slot: SlotRule | None, conversation: Conversation) -> Decision:
        """What steers the talk: cancel, restart, go back, say it again."""
        spec, turn = self._spec, conversation.length
        graph = spec.graphs[state.form or ""]
        match kind:
            case "cancel":
                ended = Rest(DialogueState(stack=state.stack, handed_off=state.handed_off), ())
                return self._end(ended, spec.reply("cancelled", turn), DecisionKind.SMALLTALK, conversation)
            case "restart" if not state.filled:
                return self._again(state, conversation, spec.reply("restarted", turn))
            case "restart":
                fresh = replace(state, values={}, filled=(), done={}, asked=None, attempts=0, started=turn + 1)
                return self._walk(fresh, conversation, before=spec.reply("restarted", turn))
            case "back":
                if self._has_acted(graph, state):
                    return self._again(state, conversation, spec.reply("done_already", turn))
                if not state.filled:
                    return self._again(state, conversation, spec.reply("nothing_yet", turn))
                return self._walk(_without(state, state.filled[-1]), conversation)
            case "recall":
                told = [
                    f"{spec.slot_label(name)}: {state.values[name]}" for name in state.filled if name in state.values
                ]
                summary = fill(spec.reply("recall", turn), {"values": "; ".join(told)})
                return self._again(state, conversation, summary if told else spec.reply("nothing_yet", turn))
            case "wait":
                return self._again(state, conversation, spec.reply("wait", turn))
            case "why":
                return self._again(state, conversation, fill(slot.help, state.values) if slot else "")
        return self._again(state, conversation, "")

    def _digression(self, heard: Heard, slot: SlotRule | None) -> Decision | None:
        """What to do about a message that is about something else; None if it is about the flow."""
        rule, state = heard.rule, heard.state
        if heard.meaning is not None and not heard.is_question:
            return None
        certain = heard.is_sure or slot is None or not slot.is_open
        if rule.flow is not None:
            if rule.flow != state.form and (certain or heard.is_request) and not self._is_asked_about(heard):
                return self.start(rule.flow, heard, intent=heard.intent)
        elif rule.say and not heard.is_smalltalk and not heard.is_question:
            return None
        telling = heard.is_question and len(self._spec.wording.content_words(heard.text)) >= _TELLING
        if not (telling or (heard.intent is not None and certain and rule.flow != state.form)):
            return None
        aside = self._aside(heard)
        if aside is None:
            return None
        question = self.question(state)
        text = paragraphs(aside.text, question.text)
        again = replace(state, offered=False)
        return replace(aside, text=text, choices=question.choices, field=question.field, state=again)

    @staticmethod
    def _is_asked_about(heard: Heard) -> bool:
        return heard.rule.questions == "answer" and heard.is_question and not heard.is_request

    # What the message says

    def _read(self, heard: Heard, slot: SlotRule | None) -> slots.Values:
        state = heard.state
        return slots.values_in(
            self._slots(state.form or ""),
            heard.understanding,
            self._spec.phrases,
            asked=state.asked if slot else None,
            known=state.values,
            filled=state.filled,
            is_answer=heard.intent is None or heard.rule.means is not None,
        )

    def _chosen(self, slot: SlotRule | None, heard: Heard) -> str | None:
        """An answer that only makes sense as one: what a field sends, a choice's number, yes, the same, don't know."""
        if slot is None:
            return None
        if slot.pattern is None and is_from_field(kind_of(heard.state.asked or "", slot, self._kinds), heard.text):
            return self._whole_value(slot, heard) or heard.text
        if (choice := next((one for one in slot.choices if same_words(one, heard.text)), None)) is not None:
            return choice
        if (choice := choice_by_place(slot, heard.text, self._spec.phrases)) is not None:
            return choice
        if heard.means("unsure") and slot.unknown is not None:
            return slot.unknown
        if heard.means("same"):
            return self._mentioned_before(slot, heard)
        return None

    @staticmethod
    def _whole_value(slot: SlotRule, heard: Heard) -> str | None:
        """The value that the whole message was read as."""
        names = slot.entity or (heard.state.asked,)
        return next((s.value for s in heard.understanding.slots if s.name in names and s.text == heard.text), None)

    def _mentioned_before(self, slot: SlotRule, heard: Heard) -> str | None:
        """The latest value for the slot in what was said before this flow, or the one that a waiting flow has."""
        asked = heard.state.asked or ""
        for frame in reversed(heard.state.stack):
            if asked in frame.values:
                return frame.values[asked]
        for turn in reversed(heard.conversation.recent):
            found = slots.values_in({asked: slot}, turn.understanding, self._spec.phrases, asked=asked).found
            if asked in found:
                return found[asked]
        return None

    def _whole(self, slot: SlotRule, heard: Heard) -> str | None:
        if heard.meaning is not None or heard.rule.say:
            return None
        return slots.whole_answer(slot, heard.text, self._spec.language)

    def _around(self, found: dict[str, str], slot: SlotRule | None, heard: Heard) -> dict[str, str]:
        """With the long answer that the values were found in: the address around a postcode."""
        whole = self._whole(slot, heard) if slot is not None and slot.is_long else None
        for value in found.values():
            whole = whole.replace(value, "").strip(" ,;.") if whole else None
        return {heard.state.asked or "": whole, **found} if whole else found

    def _named(self, text: str, state: DialogueState) -> str | None:
        """The slot that the message names by its label, after "what should I change?"."""
        said = set(self._spec.wording.content_words(text))
        named = [
            name
            for name in state.filled
            if said & set(self._spec.wording.content_words(f"{self._spec.slot_label(name)} {name.replace('_', ' ')}"))
        ]
        exact = [name for name in named if same_words(text, self._spec.slot_label(name))]
        return exact[0] if exact else named[0] if len(named) == 1 else None

    def _invalid(self, slot: SlotRule | None, state: DialogueState, conversation: Conversation) -> str:
        own = fill(slot.invalid, state.values) if slot else ""
        return own or self._spec.reply("invalid", conversation.length)

    # The flow

    def _slots(self, flow: str) -> dict[str, SlotRule]:
        return {name: self._spec.slots[name] for name in self._spec.graphs[flow].asked if name in self._spec.slots}

    def _confirm(self, graph: Graph, asked: str | None) -> Node | None:
        node = graph.nodes.get(asked or "")
        return node if node is not None and node.step.kind == "confirm" else None

    def _has_acted(self, graph: Graph, state: DialogueState) -> bool:
        """Whether something has been changed already that can't be taken back."""
        for name, outcome in state.done.items():
            node = graph.nodes.get(name)
            signature = self._actions.signatures.get(node.step.action or "") if node else None
            if signature is not None and signature.changes and outcome.startswith(OK):
                return True
        return False


def frame_of(state: DialogueState) -> Frame:
    """The flow under way, to be gone on with later."""
    return Frame(state.form or "", state.values, state.filled, state.done, state.started, state.runs)


def state_of(frame: Frame, stack: tuple[Frame, ...], *, handed_off: bool) -> DialogueState:
    """The state in which the flow goes on."""
    return DialogueState(
        form=frame.form,
        values=frame.values,
        filled=frame.filled,
        done=frame.done,
        started=frame.started,
        runs=frame.runs,
        stack=stack,
        handed_off=handed_off,
    )


def paragraphs(*texts: str) -> str:
    """The texts that say something, one below the other."""
    return "\n\n".join(text for text in texts if text)


def _without(state: DialogueState, slot: str) -> DialogueState:
    """As if the slot had not been answered."""
    values = {name: value for name, value in state.values.items() if name != slot}
    return replace(state, values=values, filled=tuple(name for name in state.filled if name != slot), attempts=0)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

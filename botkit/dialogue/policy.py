"""The policy: what to do about a message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from botkit.dialogue import clarification, form, wording
from botkit.dialogue.spec import DialogueSpec, FormRule, IntentRule, SlotRule, fill
from botkit.types import Conversation, Decision, DecisionKind, DialogueState
from intents.types import Understanding

MAX_ATTEMPTS = 3
"""Answers that could not be used before a person takes over."""
SURE = 0.8
"""Confidence from which even a long message or a question is taken for small talk."""


class DialoguePolicy:
    """Follows a `DialogueSpec`; a `botkit.protocols.Policy`.

    `min_confidence` (0 to 1) is the probability from which an intent is acted on. Below it, two labelled intents less
    than `clarify_margin` apart are asked about; everything else is left to the documents.
    """

    def __init__(self, spec: DialogueSpec, *, min_confidence: float = 0.5, clarify_margin: float = 0.15) -> None:
        self._spec = spec
        self._min_confidence = min_confidence
        self._clarify_margin = clarify_margin
        self._labels = {name: rule.label for name, rule in spec.intents.items() if rule.label}

    def decide(self, understanding: Understanding, conversation: Conversation) -> Decision:
        """The next step; never fails: what is not understood becomes a search in the documents."""
        state = conversation.state
        if self._wants_person(understanding, state):
            return self._hand_off(conversation)
        if state.options:
            option = clarification.picked(
                understanding, state.options, self._labels, min_confidence=self._min_confidence
            )
            if option is not None:
                return self._follow_option(option, understanding, conversation)
        if state.form in self._spec.forms:
            return self._continue_form(self._spec.forms[state.form], understanding, conversation)
        intent = self._confident(understanding)
        if intent is None:
            return self._clarify(understanding, conversation) or self._answer(understanding, conversation)
        return self._follow(intent, understanding, conversation)

    def refuse(self, conversation: Conversation, state: DialogueState, nearest: Sequence[str] = ()) -> Decision:
        """Says that there is no answer and offers a person; goes on with the form, if one is being filled."""
        text = self._spec.reply("refuse", conversation.length)
        if nearest:
            titles = "; ".join(nearest)
            text = _paragraphs(text, fill(self._spec.reply("nearest", conversation.length), {"titles": titles}))
        rule = self._spec.forms.get(state.form or "")
        slot = rule.slot(state.asked) if rule else None
        if slot is not None:
            text = _paragraphs(text, fill(slot.ask, state.values))
        choices = (*(slot.choices if slot else ()), self._spec.offer.button)
        return Decision(DecisionKind.REFUSE, text, choices=choices, state=replace(state, offered=True))

    # What one message leads to

    def _follow(self, intent: str, understanding: Understanding, conversation: Conversation) -> Decision:
        """What the intent leads to by its rule."""
        rule = self._spec.rule(intent)
        if rule.hand_off:
            return self._hand_off(conversation)
        if rule.form is not None:
            return self._start_form(rule.form, understanding, conversation)
        if rule.say is not None and self._is_smalltalk(understanding):
            return self._say(rule, conversation, _fresh(conversation.state))
        return self._answer(understanding, conversation)

    def _follow_option(self, option: str, understanding: Understanding, conversation: Conversation) -> Decision:
        """Goes on with the message that the question was about, now that its intent is known."""
        state = conversation.state
        rule = self._spec.rule(option)
        if rule.answered_from_documents:
            query = f"{state.pending} {rule.label}".strip()
            return Decision(DecisionKind.ANSWER, query=query, state=_fresh(state))
        if rule.say is not None:
            return self._say(rule, conversation, _fresh(state))
        return self._follow(option, replace(understanding, text=state.pending or understanding.text), conversation)

    def _answer(self, understanding: Understanding, conversation: Conversation) -> Decision:
        understood = self._confident(understanding) is not None
        query = wording.search_query(understanding.text, conversation, understood=understood)
        return Decision(DecisionKind.ANSWER, query=query, state=_fresh(conversation.state))

    def _say(self, rule: IntentRule, conversation: Conversation, state: DialogueState) -> Decision:
        text = self._spec.reply(rule.say or "", conversation.length)
        choices = (self._spec.offer.button,) if rule.offer_person else ()
        state = replace(state, offered=rule.offer_person)
        return Decision(DecisionKind.SMALLTALK, text, choices=choices, state=state)

    def _hand_off(self, conversation: Conversation) -> Decision:
        text = self._spec.reply("hand_off", conversation.length)
        return Decision(DecisionKind.HAND_OFF, text, state=DialogueState(handed_off=True))

    def _clarify(self, understanding: Understanding, conversation: Conversation) -> Decision | None:
        """Asks which of two close intents is meant; not twice in a row, and not where the documents can tell.

        A whole question says enough to be searched for, whichever of two such intents it belongs to.
        """
        state = conversation.state
        options = clarification.close_pair(
            understanding, self._labels, mass=self._min_confidence, margin=self._clarify_margin
        )
        if not options or state.options:
            return None
        searched = all(self._spec.rule(option).answered_from_documents for option in options)
        if searched and wording.says_more_than_smalltalk(understanding.text):
            return None
        labels = [self._labels[option] for option in options]
        text = fill(self._spec.reply("clarify", conversation.length), {"options": ", or ".join(labels)})
        return Decision(
            DecisionKind.CLARIFY,
            text,
            choices=tuple(label[:1].upper() + label[1:] for label in labels),
            state=replace(_fresh(state), options=options, pending=understanding.text),
        )

    # Forms

    def _start_form(self, name: str, understanding: Understanding, conversation: Conversation) -> Decision:
        rule = self._spec.forms[name]
        values = form.values_in(rule, understanding, asked=None)
        state = replace(_fresh(conversation.state), form=name, values=values)
        return self._advance(rule, state, before=rule.intro)

    def _continue_form(self, rule: FormRule, understanding: Understanding, conversation: Conversation) -> Decision:
        state = replace(conversation.state, offered=False)
        slot = rule.slot(state.asked)
        intent = self._confident(understanding)
        if intent in rule.cancel_intents:
            text = self._spec.reply("cancelled", conversation.length)
            return Decision(DecisionKind.SMALLTALK, text, state=_fresh(state))
        found = form.values_in(rule, understanding, state.asked)
        aside = self._aside(intent, understanding, conversation)
        unanswered = slot is None or slot.name not in found
        if aside is not None and unanswered and (not found or wording.is_question(understanding.text)):
            return aside
        if not found and slot is not None and not self._spec.rule(intent or "").say:
            answer = form.whole_answer(slot, understanding.text)
            found = {slot.name: answer} if answer else {}
        values = {**state.values, **found}
        if slot is None or values != state.values:
            return self._advance(rule, replace(state, values=values))
        if state.attempts + 1 >= MAX_ATTEMPTS:
            return self._hand_off(conversation)
        invalid = fill(slot.invalid, state.values) or self._spec.reply("invalid", conversation.length)
        return self._ask(slot, replace(state, attempts=state.attempts + 1), before=invalid)

    def _aside(self, intent: str | None, understanding: Understanding, conversation: Conversation) -> Decision | None:
        """What to do about a message that is about something else than the form; None if it is not."""
        state = conversation.state
        rule = self._spec.rule(intent) if intent else None
        if rule is None or rule.form == state.form or rule.means:
            return None
        if rule.form is not None:
            return self._start_form(rule.form, understanding, conversation)
        decision = self._follow(intent or "", understanding, conversation)
        slot = self._spec.forms[state.form or ""].slot(state.asked)
        if slot is None:
            return None
        question = fill(slot.ask, state.values)
        return replace(
            decision,
            text=_paragraphs(decision.text, question),
            choices=slot.choices,
            state=replace(state, offered=False),
        )

    def _advance(self, rule: FormRule, state: DialogueState, before: str = "") -> Decision:
        """Asks for the next slot, or does what the form is for."""
        slot = rule.next_slot(state.values)
        if slot is None:
            text = _paragraphs(before, fill(rule.done, state.values))
            return Decision(DecisionKind.ACT, text, state=_fresh(state))
        attempts = state.attempts if slot.name == state.asked else 0
        return self._ask(slot, replace(state, attempts=attempts), before)

    def _ask(self, slot: SlotRule, state: DialogueState, before: str) -> Decision:
        text = _paragraphs(before, fill(slot.ask, state.values))
        return Decision(DecisionKind.ASK, text, choices=slot.choices, state=replace(state, asked=slot.name))

    # What the message means

    def _confident(self, understanding: Understanding) -> str | None:
        best = understanding.best
        return best.name if best and best.confidence >= self._min_confidence else None

    def _is_smalltalk(self, understanding: Understanding) -> bool:
        best = understanding.best
        sure = best is not None and best.confidence >= SURE
        return sure or not wording.says_more_than_smalltalk(understanding.text)

    def _wants_person(self, understanding: Understanding, state: DialogueState) -> bool:
        offer, text = self._spec.offer, understanding.text
        if wording.same_words(text, offer.button):
            return True
        intent = self._confident(understanding)
        rule = self._spec.rule(intent) if intent else IntentRule()
        accepted = rule.means == "yes" or any(wording.same_words(text, words) for words in offer.accept)
        return rule.hand_off or (state.offered and accepted)


def _fresh(state: DialogueState) -> DialogueState:
    """Nothing under way; that a person has been called in is not forgotten."""
    return DialogueState(handed_off=state.handed_off)


def _paragraphs(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text)

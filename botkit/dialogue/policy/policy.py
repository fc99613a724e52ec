"""The policy: what to do about a message."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from botkit.dialogue.flows.active_flow import ActiveFlow
from botkit.dialogue.flows.walk import Taken
from botkit.dialogue.part import fill, paragraphs
from botkit.dialogue.policy import clarification, trouble
from botkit.dialogue.policy.heard import Heard, hear
from botkit.dialogue.policy.without_actions import WithoutActions
from botkit.dialogue.spec import DialogueSpec, IntentRule
from botkit.dialogue.wording import same_words
from botkit.dialogue.wording.follow_ups import FollowUps
from botkit.domain import Conversation, Decision, DecisionKind, DialogueState
from botkit.domain.ports import Actions
from intents.types import Understanding


class DialoguePolicy:
    """Follows a `DialogueSpec`; a `botkit.domain.ports.Policy`.

    `min_confidence` (0 to 1) is the probability from which an intent is acted on. Below it, two labelled intents less
    than `clarify_margin` apart are asked about; everything else is left to the documents. `kinds` has the kinds of
    values of slots (`nlu.values`). `actions` are what its flows can do, and `taken` is told of every step of a flow
    that is taken. `staffed` says whether people are there to take over; without it, they always are.
    """

    def __init__(
        self,
        spec: DialogueSpec,
        *,
        min_confidence: float = 0.5,
        clarify_margin: float = 0.15,
        kinds: Mapping[str, str] | None = None,
        actions: Actions | None = None,
        taken: Taken | None = None,
        staffed: Callable[[], bool] | None = None,
    ) -> None:
        self._spec = spec
        self._staffed = staffed
        self._min_confidence = min_confidence
        self._clarify_margin = clarify_margin
        self._labels = {name: rule.label for name, rule in spec.intents.items() if rule.label}
        self._buttons = {button: name for name, flow in spec.flows.items() for button in flow.buttons}
        self._flows = ActiveFlow(
            spec,
            actions or WithoutActions(),
            taken or _untold,
            kinds=kinds or {},
            hand_off=self._hand_off,
            aside=self._aside,
        )

    def decide(self, understanding: Understanding, conversation: Conversation) -> Decision:
        """Return the next step; never fails: what is not understood becomes a search in the documents."""
        heard = hear(understanding, conversation, self._spec, self._min_confidence)
        decision = self._moderate(heard) or self._decide(heard)
        if trouble.signs(understanding, conversation) < self._spec.offer.after:
            return decision
        return self._offering_a_person(decision, conversation)

    def _decide(self, heard: Heard) -> Decision:
        understanding, conversation, state = heard.understanding, heard.conversation, heard.state
        if self._wants_person(heard):
            return self._hand_off(conversation)
        if state.options:
            option = clarification.picked(
                understanding, state.options, self._labels, self._min_confidence, self._spec.language
            )
            if option is not None:
                return self._follow_option(option, heard)
        if flow := next((flow for button, flow in self._buttons.items() if same_words(heard.text, button)), None):
            return self._flows.start(flow, heard)
        if state.form in self._spec.flows:
            return self._flows.go_on(heard)
        if state.proposed is not None and heard.means("yes"):
            return self._accept(state.proposed, heard)
        if (decision := self._steered(heard)) is not None:
            return decision
        if heard.intent is None:
            return self._clarify(heard) or self._answer(heard)
        if not state.options and (
            options := clarification.same_subject(heard.text, heard.intent, self._labels, self._spec.language)
        ):
            return self._ask_which(options, heard)
        return self._follow(heard.intent, heard)

    def refuse(self, conversation: Conversation, state: DialogueState, nearest: Sequence[str] = ()) -> Decision:
        """Say that there is no answer and offer a person; go on with the flow, if one is under way."""
        text = self._spec.reply("refuse", conversation.length)
        if nearest:
            titles = "; ".join(nearest)
            text = paragraphs(text, fill(self._spec.reply("nearest", conversation.length), {"titles": titles}))
        question = self._flows.question(state)
        choices = (*question.choices, self._spec.offer.button)
        # in a flow, a yes belongs to the flow's question
        state = replace(state, offered=not question.text, proposed=None)
        text = paragraphs(text, question.text)
        return Decision(DecisionKind.REFUSE, text, choices=choices, field=question.field, state=state)

    # What is about the talk itself

    def _moderate(self, heard: Heard) -> Decision | None:
        """Return the reply to words that get one of their own."""
        topic = self._spec.moderation.topic_of(heard.text)
        if topic is None:
            return None
        said = topic.say[heard.conversation.length % len(topic.say)]
        if topic.hand_off:
            decision = self._hand_off(heard.conversation)
            return replace(decision, text=paragraphs(said, decision.text))
        question = self._flows.question(heard.state)
        text = paragraphs(said, question.text)
        return Decision(DecisionKind.SMALLTALK, text, choices=question.choices, field=question.field, state=heard.state)

    def _offering_a_person(self, decision: Decision, conversation: Conversation) -> Decision:
        """Add the offer of a person, unless there is one, or a yes would belong to another question."""
        button, state = self._spec.offer.button, decision.state
        if decision.kind is DecisionKind.HAND_OFF or state.offered or button in decision.choices:
            return decision
        choices = (*decision.choices, button)
        if state.form is not None or state.options or state.proposed is not None:
            return replace(decision, choices=choices)
        text = paragraphs(decision.text, self._spec.reply("trouble", conversation.length))
        return replace(decision, text=text, choices=choices, state=replace(state, offered=True))

    # What one message leads to

    def _follow(self, intent: str, heard: Heard) -> Decision:
        """Do what the intent leads to by its rule."""
        rule = self._spec.rule(intent)
        if rule.hand_off:
            return self._hand_off(heard.conversation)
        if rule.flow is not None:
            if rule.questions == "answer" and not heard.is_request:
                return self._propose(intent, rule, self._answer(heard), heard)
            return self._flows.start(rule.flow, heard, intent=intent)
        if rule.say is not None and heard.is_smalltalk:
            return self._say(rule, heard.conversation)
        return self._answer(heard)

    def _aside(self, heard: Heard) -> Decision:
        """Answer a message in the middle of a flow."""
        rule = heard.rule
        if rule.hand_off:
            return self._hand_off(heard.conversation)
        if rule.say is not None and heard.is_smalltalk:
            return self._say(rule, heard.conversation)
        return self._answer(heard)

    def _follow_option(self, option: str, heard: Heard) -> Decision:
        """Go on with the message that the question was about, now that its intent is known."""
        state = heard.state
        rule = self._spec.rule(option)
        if rule.answers_questions and rule.flow is None:
            query = f"{state.pending} {rule.label}".strip()
            return Decision(DecisionKind.ANSWER, query=query, state=_fresh(state))
        if rule.say is not None:
            return self._say(rule, heard.conversation)
        said = clarification.clarified(heard.understanding, heard.conversation)
        return self._follow(option, replace(heard, understanding=said, intent=option, rule=rule))

    def _answer(self, heard: Heard) -> Decision:
        flow = heard.state.form
        subject = next((rule.label for rule in self._spec.intents.values() if flow and rule.flow == flow), "")
        understood = heard.intent is not None
        query = FollowUps.of(self._spec.language).query(
            heard.text, heard.conversation, understood=understood, subject=subject
        )
        return Decision(DecisionKind.ANSWER, query=query, state=_fresh(heard.state))

    def _propose(self, intent: str, rule: IntentRule, answer: Decision, heard: Heard) -> Decision:
        """Offer to do what the question was about."""
        offer = fill(self._spec.reply("propose", heard.conversation.length), {"label": rule.label})
        return replace(
            answer, text=offer, choices=heard.wording.yes_or_no, state=replace(answer.state, proposed=intent)
        )

    def _accept(self, intent: str, heard: Heard) -> Decision:
        """Start the flow that was offered, with what the question said already."""
        rule = self._spec.rule(intent)
        if rule.flow not in self._spec.flows:
            return self._answer(heard)
        asked = next((turn.understanding for turn in reversed(heard.conversation.recent)), heard.understanding)
        return self._flows.start(rule.flow or "", replace(heard, understanding=asked), intent=intent)

    def _steered(self, heard: Heard) -> Decision | None:
        """Obey commands outside flows: there is nothing to stop, but something to say again."""
        recent = heard.conversation.recent
        if heard.means("repeat") and recent and recent[-1].reply.text:
            last = recent[-1].reply
            return Decision(
                DecisionKind.SMALLTALK, last.text, choices=last.choices, field=last.field, state=heard.state
            )
        for kinds, reply in (
            (("cancel", "restart", "back"), "cancelled"),
            (("wait",), "wait"),
            (("recall",), "nothing_yet"),
        ):
            if heard.means(*kinds):
                text = self._spec.reply(reply, heard.conversation.length)
                return Decision(DecisionKind.SMALLTALK, text, state=_fresh(heard.state))
        return None

    def _say(self, rule: IntentRule, conversation: Conversation) -> Decision:
        text = self._spec.reply(rule.say or "", conversation.length)
        choices = (self._spec.offer.button,) if rule.offer_person else ()
        state = replace(_fresh(conversation.state), offered=rule.offer_person)
        return Decision(DecisionKind.SMALLTALK, text, choices=choices, state=state)

    def _hand_off(self, conversation: Conversation) -> Decision:
        if self._staffed is not None and not self._staffed():
            text = self._spec.reply("offline", conversation.length)
            return Decision(DecisionKind.REFUSE, text, state=_fresh(conversation.state))
        text = self._spec.reply("hand_off", conversation.length)
        return Decision(DecisionKind.HAND_OFF, text, state=DialogueState(handed_off=True))

    def _clarify(self, heard: Heard) -> Decision | None:
        """Ask which of two close intents is meant; not twice in a row, and not if the documents can tell.

        A whole question says enough to be searched for, whichever of two such intents it belongs to.
        """
        options = clarification.close_pair(
            heard.understanding, self._labels, mass=self._min_confidence, margin=self._clarify_margin
        )
        if not options or heard.state.options:
            return None
        searched = all(self._spec.rule(option).answers_questions for option in options)
        if searched and heard.wording.says_more_than_smalltalk(heard.text):
            return None
        return self._ask_which(options, heard)

    def _ask_which(self, options: tuple[str, ...], heard: Heard) -> Decision:
        labels = [self._labels[option] for option in options]
        text = fill(
            self._spec.reply("clarify", heard.conversation.length), {"options": heard.wording.labels["or"].join(labels)}
        )
        return Decision(
            DecisionKind.CLARIFY,
            text,
            choices=tuple(label[:1].upper() + label[1:] for label in labels),
            state=replace(_fresh(heard.state), options=options, pending=heard.text),
        )

    def _wants_person(self, heard: Heard) -> bool:
        if same_words(heard.text, self._spec.offer.button):
            return True
        unclear = heard.intent is None or heard.rule.means is not None
        return (
            heard.rule.hand_off or (unclear and heard.means("person")) or (heard.state.offered and heard.means("yes"))
        )


def _untold(flow: str, step: str) -> None:
    """Do nothing: nobody wants to know which steps are taken."""


def _fresh(state: DialogueState) -> DialogueState:
    """Return a state with nothing under way; that a person has been called in is not forgotten."""
    return DialogueState(handed_off=state.handed_off)

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from botkit.dialogue import DialoguePolicy, DialogueSpec
from botkit.domain import Conversation, Decision, DecisionKind, Message, Reply, Turn
from intents.types import Intent, Slot, Understanding

SPEC = {
    "intents": {
        "greet": {"say": "greet"},
        "affirm": {"say": "affirm", "means": "yes"},
        "deny": {"say": "deny", "means": "no"},
        "cancel": {"say": "cancelled", "means": "cancel"},
        "complain": {"say": "complain", "offer_person": True},
        "talk_to_person": {"hand_off": True, "label": "talk to a person"},
        "report_lost_card": {"flow": "lost_card", "label": "report a lost card"},
        "freeze_card": {"label": "freeze a card"},
        "card_abroad": {"label": "use your card abroad"},
        "send_abroad": {"label": "send money abroad"},
    },
    "replies": {
        "greet": ["Hello.", "Hi there."],
        "affirm": "Great.",
        "deny": "No problem.",
        "complain": "I'm sorry. Shall I pass you on?",
        "cancelled": "Stopped.",
        "hand_off": "Ring 0306 999 0140.",
        "refuse": "I don't know.",
        "invalid": "Pardon?",
    },
    "slots": {
        "card_type": {"question": "Debit or credit?", "choices": ["debit", "credit"]},
        "digits": {
            "question": "Last four digits of the {card_type} card?",
            "pattern": r"(?<!\d)\d{4}(?![ -]?\d)",
            "invalid": "Four digits, please.",
        },
        "date": {"question": "When?"},
    },
    "flows": {
        "lost_card": {
            "steps": [
                {"say": "I'm sorry."},
                {"ask": "card_type"},
                {"ask": "digits"},
                {"ask": "date"},
                {"say": "Noted: {card_type}, {digits}, {date}."},
            ]
        }
    },
}


@dataclass
class Talk:
    """A conversation with a policy: each `says` is one turn, with what a model would have understood."""

    policy: DialoguePolicy
    conversation: Conversation = field(default_factory=lambda: Conversation("c"))

    def says(self, text: str, *intents: tuple[str, float], slots: dict[str, str] | None = None) -> Decision:
        spans = {name: (max(text.find(value), 0), value) for name, value in (slots or {}).items()}
        found = tuple(Slot(name, value, value, start, start + len(value)) for name, (start, value) in spans.items())
        understood = Understanding(text, tuple(Intent(*intent) for intent in intents), found)
        return self._take(text, understood, self.policy.decide(understood, self.conversation))

    def is_refused(self, text: str) -> Decision:
        """Return the customer asks what the documents do not answer."""
        understood = Understanding(text)
        decision = self.policy.decide(understood, self.conversation)
        assert decision.kind is DecisionKind.ANSWER
        return self._take(text, understood, self.policy.refuse(self.conversation, decision.state))

    def _take(self, text: str, understood: Understanding, decision: Decision) -> Decision:
        seq = self.conversation.length + 1
        message = Message("test", "c", str(seq), text)
        turn = Turn(seq, message, understood, Reply(decision.text, decision.kind))
        self.conversation = self.conversation.after(turn, decision.state)
        return decision


@pytest.fixture(scope="session")
def spec() -> DialogueSpec:
    return DialogueSpec.model_validate(SPEC)


@pytest.fixture
def talk(spec: DialogueSpec) -> Talk:
    return Talk(DialoguePolicy(spec))


@pytest.fixture
def talk_of() -> Callable[..., Talk]:
    """Makes a conversation with a bot of that dialogue.yml; `kinds` are those of `nlu.values`."""

    def talk_of(spec: dict[str, object], kinds: dict[str, str]) -> Talk:
        return Talk(DialoguePolicy(DialogueSpec.model_validate(spec), kinds=kinds))

    return talk_of


@pytest.fixture
def bare_talk() -> Talk:
    """With a bot that has neither a dialogue.yml nor a trained model."""
    return Talk(DialoguePolicy(DialogueSpec()))


@pytest.fixture
def problems_of() -> Callable[[dict[str, object]], list[str]]:
    def problems(spec: dict[str, object]) -> list[str]:
        return [problem for _, problem in DialogueSpec.model_validate(spec).problems()]

    return problems

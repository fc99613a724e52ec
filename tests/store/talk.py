"""A conversation of the tests: messages, turns that answer them, and a store that is opened anew at each call."""

from __future__ import annotations

from typing import Protocol

from botkit.domain import (
    Citation,
    Claim,
    DecisionKind,
    Delivery,
    DialogueState,
    Fate,
    Field,
    FieldKind,
    Message,
    Reply,
    Turn,
    Verdict,
)
from botkit.domain.ports import Store
from intents.types import Intent, Slot, Understanding

CITATION = Citation("Fees", "fees.md", "A card costs 8 EUR, not more.", "https://bank.example/fees")
FORM = DialogueState(
    form="lost_card",
    values={"card": "Größe 😀"},
    asked="date",
    attempts=2,
    options=("a", "b"),
    pending="x",
    offered=True,
)


class OpenStore(Protocol):
    """Opens the same data anew at each call."""

    def __call__(self, lease_seconds: float = 60) -> Store: ...


def redact(text: str) -> str:
    return text.replace("4111 1111 1111 1111", "[card]")


def message(external_id: str, text: str = "What does a card cost?", conversation_id: str = "c1") -> Message:
    address = {"channel": "C1", "thread": "17.3"}
    return Message("slack", conversation_id, external_id, text, "U1", {"name": "Ada"}, address)


def turn_of(claim: Claim, text: str = "8 EUR.") -> Turn:
    understood = Understanding(
        claim.message.text, (Intent("fee", 0.75), Intent("limit", 0.25)), (Slot("item", "card", "CARD", 12, 16),)
    )
    field = Field(FieldKind.CHOICE, "how much", ("More", "Less"))
    reply = Reply(text, DecisionKind.ANSWER, (CITATION,), field.choices, field)
    verdicts = (
        Verdict("A card costs 9 EUR.", Fate.REPLACED, 0.75, "no passage has '9 EUR'"),
        Verdict("A card costs 8 EUR.", Fate.SENT, 1.0),
    )
    return Turn(claim.conversation.length + 1, claim.message, understood, reply, verdicts=verdicts)


def claimed(store: Store, conversation_id: str | None = None) -> Claim:
    """Return the claim on a message, of which one has to wait."""
    claim = store.leases.claim(conversation_id)
    assert claim is not None
    return claim


def answer(store: Store, conversation_id: str = "c1", state: DialogueState = FORM) -> tuple[Turn, Delivery]:
    claim = claimed(store, conversation_id)
    turn = turn_of(claim)
    return turn, store.turns.commit(claim, turn, state)

"""The example bank's flows with its actions in another process's place: over HTTP, signed, with failures on the way."""

from __future__ import annotations

import pytest

from botkit.actions import PythonActions, attempts
from botkit.actions.together import ActionsTogether
from botkit.actions.webhooks import Webhook, WebhookActions
from botkit.dialogue import DialoguePolicy
from botkit.domain import Conversation, DecisionKind, Message, Reply, Turn
from botkit.project import folder as config
from botkit.testing.fake_service import FakeService
from intents.types import Intent, Understanding
from tests import ROOT

BANK = ROOT / "config" / "banking"
SECRET = "of the bank"


@pytest.fixture(autouse=True)
def without_pauses(monkeypatch):
    monkeypatch.setattr(attempts, "PAUSE", 0.0)


@pytest.fixture
def service():
    with FakeService(PythonActions.load(BANK / "actions.py"), SECRET) as service:
        yield service


def talk(service, name, *texts, intent="report_lost_card"):
    """What the bot says in the end; the first message has the intent."""
    hooks = {
        one: Webhook(f"{service.url}/{one}", signature, seconds=20, attempts=2)
        for one, signature in service.actions.signatures.items()
        if one != "a_day"  # words for a day need no service
    }
    actions = ActionsTogether(service.actions, WebhookActions(hooks, SECRET))
    policy = DialoguePolicy(config.load(BANK).dialogue, actions=actions)
    conversation, decision = Conversation(name), None
    for number, text in enumerate(texts):
        understood = Understanding(text, (Intent(intent, 0.95),) if number == 0 else ())
        decision = policy.decide(understood, conversation)
        message = Message("test", name, str(number), text)
        turn = Turn(number + 1, message, understood, Reply(decision.text, decision.kind))
        conversation = conversation.after(turn, decision.state)
    return decision


LOST = ("I lost my debit card", "4821", "this morning", "yes")


def test_a_card_is_blocked(service):
    decision = talk(service, "blocked", *LOST)
    assert "is blocked" in decision.text
    assert "BL-" in decision.text
    assert [call.asked["action"] for call in service.calls] == ["block_card"]


def test_a_card_is_blocked_once_though_the_answer_got_lost(service):
    service.faults.append("lost")
    assert "is blocked" in talk(service, "lost answer", *LOST).text
    assert len({call.headers["Idempotency-Key"] for call in service.calls}) == 1


def test_a_bank_that_is_away_leads_to_the_steps_for_a_failure(service):
    service.faults.extend(["away", "away"])
    decision = talk(service, "away", *LOST)
    assert decision.kind is DecisionKind.HAND_OFF
    assert "I couldn't block it" in decision.text
    assert "0808 157 0191" in decision.text


def test_checks_and_refusals_come_from_the_bank(service):
    money = ("I want to pay a friend", "Anna", "£5,000", "£50", "yes")
    decision = talk(service, "money", *money, intent="transfer_money")
    assert "£3,190.50 is left" in decision.text
    asked = [call.asked["action"] for call in service.calls]
    assert asked.count("send_money") == 1
    assert "check_transfer" in asked

"""A flow in German, from its start to its end: nothing but lists tells the languages apart."""

from __future__ import annotations

import pytest

from botkit.dialogue import DialoguePolicy, DialogueSpec
from botkit.domain import ActionSignature, DecisionKind
from tests.dialogue.conftest import Talk

SPEC = {
    "intents": {
        "ueberweisen": {"flow": "ueberweisen", "questions": "answer", "label": "Geld überweisen"},
        "karte_weg": {"flow": "karte", "label": "eine Karte sperren"},
        "gebuehren": {"label": "etwas über Gebühren wissen"},
    },
    "slots": {
        "empfaenger": {"question": "An wen?", "label": "der Empfänger", "after": ["an"]},
        "betrag": {"question": "Wie viel?", "label": "der Betrag", "pattern": r"\d+ ?€?"},
        "karte": {"question": "Welche Karte?", "choices": ["Girokarte", "Kreditkarte"], "label": "die Karte"},
        "ersatz": {"question": "Soll ich Ersatz bestellen?", "choices": ["ja", "nein"], "label": "der Ersatz"},
    },
    "flows": {
        "ueberweisen": {
            "label": "Überweisung",
            "steps": [
                {"ask": "empfaenger"},
                {"ask": "betrag"},
                {"confirm": "Soll ich {betrag} an {empfaenger} überweisen?"},
                {"action": "send"},
                {"end": "{betrag} sind unterwegs."},
            ],
        },
        "karte": {
            "label": "Ihre Karte",
            "steps": [
                {"ask": "karte"},
                {"ask": "ersatz"},
                {
                    "branch": "ersatz",
                    "cases": {"ja": [{"end": "{karte} gesperrt, Ersatz kommt."}]},
                    "else": [{"end": "{karte} gesperrt."}],
                },
            ],
        },
    },
}
PAY, LOST, FEES = ("ueberweisen", 0.9), ("karte_weg", 0.9), ("gebuehren", 0.9)


class Bank:
    """Sends money."""

    def __init__(self) -> None:
        self.sent: list[dict[str, str]] = []
        self.signatures = {
            "send": ActionSignature("send", ("betrag", "empfaenger"), ("betrag", "empfaenger"), (), changes=True)
        }

    def run(self, name, arguments, *, conversation, key):
        self.sent.append(dict(arguments))
        return {}


@pytest.fixture
def bank():
    return Bank()


@pytest.fixture
def german(bank):
    spec = DialogueSpec.model_validate(SPEC, context={"language": "de"})
    assert not list(spec.problems(bank.signatures))
    return Talk(DialoguePolicy(spec, actions=bank))


@pytest.fixture
def confirming(german):
    """At the question whether to send 50 euros to Anna."""
    german.says("Ich möchte Geld überweisen", PAY)
    german.says("an Anna")
    assert german.says("50 €").text == "Soll ich 50 € an Anna überweisen?"
    return german


def test_a_yes_runs_the_action(confirming, bank):
    assert confirming.says("Ja, bitte!").text == "50 € sind unterwegs."
    assert bank.sent == [{"betrag": "50 €", "empfaenger": "Anna"}]


def test_the_buttons_are_german(confirming):
    assert confirming.policy.refuse(confirming.conversation, confirming.conversation.state).choices == (
        "Ja",
        "Nein",
        "Mit einem Menschen sprechen",
    )


@pytest.mark.parametrize("text", ["Ja, aber nicht jetzt", "ja... nein", "vielleicht", "mach das später"])
def test_what_is_no_clear_yes_is_none(confirming, bank, text):
    assert confirming.says(text).kind is DecisionKind.ASK
    assert bank.sent == []


@pytest.mark.parametrize(
    "text", ["nein, 60 €", "ändern Sie den Betrag auf 60 €", "der Betrag soll 60 € sein", "ja, aber mach es zu 60 €"]
)
def test_a_correction_is_taken_and_confirmed_anew(confirming, bank, text):
    assert confirming.says(text).text == "Soll ich 60 € an Anna überweisen?"
    assert bank.sent == []


@pytest.mark.parametrize("text", ["nicht Anna, sondern Priya", "Ändern Sie den Empfänger bitte auf Priya"])
def test_a_name_is_corrected(confirming, text):
    assert confirming.says(text).text == "Soll ich 50 € an Priya überweisen?"


def test_what_is_to_be_changed_is_asked_for_again(confirming):
    assert confirming.says("Der Betrag ist falsch").text == "Wie viel?"
    assert confirming.says("80 €").text == "Soll ich 80 € an Anna überweisen?"


def test_a_no_asks_what_to_change(confirming):
    assert confirming.says("Nein").text == "In Ordnung. Was soll ich ändern? Sie können auch sagen: abbrechen."
    assert confirming.says("Der Empfänger").text == "An wen?"


@pytest.mark.parametrize("text", ["abbrechen", "Vergessen Sie es bitte", "ich habe es mir anders überlegt"])
def test_cancelling_stops_the_flow(confirming, text):
    decision = confirming.says(text)
    assert (decision.text, decision.state.form) == (
        "In Ordnung, das habe ich abgebrochen. Was kann ich sonst für Sie tun?",
        None,
    )


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("Wie bitte?", "Wie viel?"),
        ("Einen Moment bitte", "Lassen Sie sich Zeit.\n\nWie viel?"),
        ("Was habe ich gesagt?", "Bisher habe ich: der Empfänger: Anna.\n\nWie viel?"),
        ("...", "Das habe ich leider nicht verstanden.\n\nWie viel?"),
        ("zurück", "An wen?"),
        ("Noch einmal von vorne, bitte", "Gut, dann von vorn.\n\nAn wen?"),
    ],
)
def test_people_may_steer_the_talk(german, text, reply):
    german.says("Ich möchte Geld überweisen", PAY)
    german.says("Anna")
    assert german.says(text).text == reply


def test_another_flow_interrupts_with_choices_and_the_first_one_goes_on(confirming):
    assert confirming.says("Meine Karte ist weg", LOST).choices == ("Girokarte", "Kreditkarte")
    assert confirming.says("die zweite").text == "Soll ich Ersatz bestellen?"
    assert confirming.says("Na klar").text == (
        "Kreditkarte gesperrt, Ersatz kommt.\n\nNun zurück zu: Überweisung.\n\nSoll ich 50 € an Anna überweisen?"
    )


def test_of_two_choices_the_one_that_is_taken_back_is_not_meant(german):
    german.says("Meine Karte ist weg", LOST)
    assert german.says("nicht die Girokarte, die Kreditkarte").state.values["karte"] == "Kreditkarte"
    assert german.says("nein danke").text == "Kreditkarte gesperrt."


def test_a_question_in_between_is_answered_and_the_flow_goes_on(confirming):
    decision = confirming.says("Was kostet eine Überweisung?", FEES)
    assert (decision.kind, decision.text) == (DecisionKind.ANSWER, "Soll ich 50 € an Anna überweisen?")


def test_a_question_is_answered_with_an_offer_to_do_it(german):
    decision = german.says("Wie überweise ich Geld?", PAY)
    assert decision.choices == ("Ja", "Nein")
    assert decision.text == "Das kann ich hier für Sie erledigen. Möchten Sie Geld überweisen?"
    assert german.says("ja gerne").text == "An wen?"


def test_two_close_intents_are_asked_about(german):
    decision = german.says("Ärger", ("karte_weg", 0.4), ("gebuehren", 0.35))
    assert decision.text == "Möchten Sie eine Karte sperren oder etwas über Gebühren wissen?"
    assert german.says("die erste").state.form == "karte"


@pytest.mark.parametrize("text", ["Mensch bitte", "Kann ich mit jemandem sprechen?", "Ich möchte einen Mitarbeiter"])
def test_a_person_is_called_in(german, text):
    decision = german.says(text)
    assert decision.kind is DecisionKind.HAND_OFF
    assert decision.text.startswith("Ich habe dieses Gespräch")


def test_a_follow_up_is_searched_for_behind_the_question_it_follows(german):
    german.says("Was kostet das Notfall Konto?", FEES)
    assert german.says("und das Spar Konto?").query == "Was kostet das Spar Konto?"


def test_abuse_is_answered_in_german(german):
    assert german.says("du blöder Idiot").kind is DecisionKind.ANSWER  # "blöder" is no word of the list
    assert german.says("du Idiot").text.startswith("Ich möchte gern helfen.")

"""Turns in several languages."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from botkit.domain import (
    Conversation,
    DecisionKind,
    DialogueState,
    Message,
    Outcome,
    Reply,
    TextDelta,
    Turn,
)
from botkit.domain.errors import GenerationError
from botkit.turn.languages import Interpreter, Spoken, Translation
from intents.types import Understanding

GERMAN = ("karte", "hallo", "ich", "danke")
WORDS = {"hallo": "hello", "hello back": "hallo auch"}


def detect(text: str) -> Spoken:
    if "???" in text:
        return Spoken("fr", 0.4)
    if any(word in text.casefold() for word in GERMAN):
        return Spoken("de", 0.9)
    return Spoken("it", 0.9) if "ciao" in text else Spoken("en", 0.9)


@dataclass
class Repeats:
    """Takes turns by saying what it heard, and how."""

    name: str
    heard: list[str] = field(default_factory=list)

    def turn(self, message, conversation):
        self.heard.append(message.text)
        text = f"{message.text} back" if self.name == "en" else f"{message.text} zurück"
        yield TextDelta(text)
        reply = Reply(text, DecisionKind.SMALLTALK, choices=("Yes",))
        turn = Turn(conversation.length + 1, message, Understanding(message.text), reply)
        yield Outcome(turn, DialogueState())


def take(interpreter, text, conversation=None):
    message = Message("test", "c", text, text)
    *deltas, outcome = interpreter.turn(message, conversation or Conversation("c"))
    assert "".join(delta.text for delta in deltas if isinstance(delta, TextDelta)) == outcome.turn.reply.text
    assert outcome.turn.message is message
    return outcome


def after(outcome, conversation=None):
    return (conversation or Conversation("c")).after(outcome.turn, outcome.state)


def test_a_message_in_the_bots_language_is_its_engines():
    own = Repeats("en")
    outcome = take(Interpreter({"en": own}, "en", detect), "hello")
    assert (outcome.turn.reply.text, outcome.state.language) == ("hello back", "")


def test_a_language_with_a_dialogue_of_its_own_is_spoken_and_kept():
    interpreter = Interpreter({"en": Repeats("en"), "de": Repeats("de")}, "en", detect)
    first = take(interpreter, "hallo")
    assert (first.turn.reply.text, first.state.language) == ("hallo zurück", "de")
    unclear = take(interpreter, "4821 ???", after(first))
    assert unclear.turn.reply.text == "4821 ??? zurück"
    assert take(interpreter, "I lost it", after(unclear)).state.language == ""


def test_a_language_that_the_bot_lacks_is_answered_with_that_and_a_person_is_offered():
    own = Repeats("en")
    outcome = take(Interpreter({"en": own}, "en", detect, button="Talk to a person"), "ciao, ho perso la carta")
    assert outcome.turn.reply.text == "Mi dispiace, non posso ancora rispondere in italiano. Capisco: inglese."
    assert outcome.turn.reply.decision is DecisionKind.REFUSE
    assert (outcome.turn.reply.choices, outcome.state.offered) == (("Talk to a person",), True)
    assert own.heard == []
    assert take(Interpreter({"en": own}, "en", detect), "hm ???", after(outcome)).turn.reply.text == "hm ??? back"


def test_an_answer_that_a_flow_waits_for_is_in_no_language():
    own = Repeats("en")
    waiting = replace(Conversation("c"), state=DialogueState(form="address", asked="street"))
    take(Interpreter({"en": own}, "en", detect), "Hallo Allee 4, Karte", waiting)
    assert own.heard == ["Hallo Allee 4, Karte"]


def test_a_button_is_not_taken_for_another_language():
    interpreter = Interpreter({"en": Repeats("en"), "de": Repeats("de")}, "en", lambda text: Spoken("en", 0.9))
    said = take(Interpreter({"en": Repeats("en"), "de": Repeats("de")}, "en", detect), "hallo")
    assert take(interpreter, "Yes", after(said)).turn.reply.text == "Yes zurück"


def test_a_message_is_translated_and_so_is_the_reply():
    own = Repeats("en")
    translations = {"de": Translation(WORDS.__getitem__, WORDS.__getitem__)}
    outcome = take(Interpreter({"en": own}, "en", detect, translations=translations), "hallo")
    assert own.heard == ["hello"]
    assert (outcome.turn.reply.text, outcome.state.language) == ("hallo auch", "de")
    assert outcome.turn.understanding.text == "hello"


def test_a_reply_that_cannot_be_translated_is_sent_as_it_is():
    def fails(text: str) -> str:
        raise GenerationError("no")

    translations = {"de": Translation(WORDS.__getitem__, fails)}
    outcome = take(Interpreter({"en": Repeats("en")}, "en", detect, translations=translations), "hallo")
    assert outcome.turn.reply.text == "hello back"


@pytest.mark.parametrize("text", ["hello", "hallo"])
def test_the_turn_goes_on_counting(text):
    interpreter = Interpreter({"en": Repeats("en"), "de": Repeats("de")}, "en", detect)
    conversation = after(take(interpreter, "hello"))
    assert take(interpreter, text, conversation).turn.seq == 2

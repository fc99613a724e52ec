"""What people say to steer a conversation, in all its forms."""

from __future__ import annotations

import pytest

from botkit.dialogue import Phrases


def kind_of(text):
    meaning = Phrases().reading(text)
    return (meaning.kind, meaning.rest) if meaning else None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("yes", "yes"),
        ("YES!!!", "yes"),
        ("Yep, that's right.", "yes"),
        ("ok", "yes"),
        ("ok please do", "yes"),
        ("👍", "yes"),
        ("sure, why not", "yes"),
        ("that's correct, thank you", "yes"),
        ("no", "no"),
        ("No thanks.", "no"),
        ("👎", "no"),
        ("sorry, no", "no"),
        ("no, forget it", "cancel"),
        ("forget it, cancel that please", "cancel"),
        ("I've changed my mind", "cancel"),
        ("can we start over please", "restart"),
        ("sorry, can you repeat that?", "repeat"),
        ("could you say that again", "repeat"),
        ("go back", "back"),
        ("let's go back a step", "back"),
        ("what did I say so far?", "recall"),
        ("hang on a sec", "wait"),
        ("I don't know", "unsure"),
        ("the same one", "same"),
        ("why do you need that?", "why"),
        ("agent. now.", "person"),
        ("can I just talk to a human please", "person"),
        ("I'd rather do this with a person", "person"),
    ],
)
def test_whole_messages_are_recognised_without_their_politeness(text, kind):
    assert kind_of(text) == (kind, "")


@pytest.mark.parametrize(
    ("text", "kind", "rest"),
    [
        ("yes but make it 60", "yes", "but make it 60"),
        ("no, the credit one", "no", "the credit one"),
        ("yeah do it quickly", "yes", "do it quickly"),
    ],
)
def test_a_yes_or_no_may_be_followed_by_something_else(text, kind, rest):
    assert kind_of(text) == (kind, rest)


def test_a_yes_is_plain_unless_what_follows_may_take_it_back():
    phrases = Phrases()
    meanings = [phrases.reading(text) for text in ("yes", "yes dear", "yes but not now", "yes?")]
    assert [meaning is not None and meaning.plain for meaning in meanings] == [True, True, False, True]


@pytest.mark.parametrize(
    "text",
    ["yes... no", "4821", "the debit card", "…", "", "no one told me", "how do I cancel a payment", "stop cheques"],
)
def test_other_messages_steer_nothing(text):
    meaning = Phrases().reading(text)
    assert meaning is None or (meaning.kind == "no" and meaning.rest)


def test_a_bot_may_have_phrases_of_its_own():
    phrases = Phrases.model_validate({"yes": ["ja", "jawohl"]})
    meaning = phrases.reading("Ja!")
    assert meaning is not None
    assert meaning.kind == "yes"
    assert phrases.reading("yes") is None

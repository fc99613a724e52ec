"""Messages that are longer than what a model reads at once."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from botkit.testing.doubles import KeywordNlu
from botkit.turn.long_messages import WINDOW, LongMessageNlu
from intents.types import Abstention, Intent, Understanding

KEYWORDS = {"stolen": "lost_card", "hope you": "greet"}
CHATTER = (
    "I hope you are all keeping well in these strange times. We have been with you since my father opened our account. "
    "He always spoke well of the branch in the high street. It has a bakery in it now. The bread is not bad at all. "
)
WISH = "Please block my debit card ending 4242, it was stolen."


@dataclass
class Short:
    """A model that reads the beginning of a text, as all do."""

    nlu: KeywordNlu = field(default_factory=lambda: KeywordNlu(KEYWORDS, {"digits": ["4242"], "card": ["debit"]}))
    longest: int = 0

    def parse(self, text: str) -> Understanding:
        self.longest = max(self.longest, len(text))
        return self.nlu.parse(text[:500])


@pytest.mark.parametrize(
    "text",
    [
        f"{CHATTER * 3}{WISH}",
        f"{WISH} {CHATTER * 3}",
        f"{CHATTER * 2}{WISH} {CHATTER * 2}",
        f"{CHATTER}\n\n{CHATTER}\n{WISH}",
        f"{'and then I went to the shop ' * 60}and my debit card ending 4242 was stolen{' and so on' * 90}",
    ],
    ids=["behind", "before", "between", "in lines", "in one sentence"],
)
def test_the_wish_is_found_wherever_it_stands(text):
    model = Short()
    found = LongMessageNlu(model, "en", ["greet"]).parse(text)

    assert found.text == text
    assert found.best is not None
    assert found.best.name == "lost_card"
    assert [(slot.name, text[slot.start : slot.end]) for slot in found.slots] == [("card", "debit"), ("digits", "4242")]
    assert model.longest <= WINDOW


def test_a_window_holds_fewer_signs_where_each_says_more():
    text = "我们一家人都很好，天气也不错。" * 20 + "卡 stolen。"
    model = Short()
    found = LongMessageNlu(model, "zh").parse(text)
    assert found.best == Intent("lost_card", 1.0)
    assert model.longest <= WINDOW // 3


def test_a_short_message_is_read_as_it_is():
    model = Short()
    assert LongMessageNlu(model, "en").parse(WISH) == model.nlu.parse(WISH)


def test_a_greeting_counts_where_there_is_nothing_else():
    found = LongMessageNlu(Short(), "en", ["greet"]).parse(CHATTER * 2)
    assert [intent.name for intent in found.intents] == ["greet"]


def test_a_window_of_which_the_model_knows_nothing_does_not_count():
    class Sure:
        def parse(self, text: str) -> Understanding:
            wish = "stolen" in text
            intents = (Intent("lost_card" if wish else "statement", 0.6 if wish else 0.9),)
            return Understanding(text, intents, abstains=None if wish else Abstention.OUT_OF_SCOPE)

    found = LongMessageNlu(Sure(), "en").parse(f"{CHATTER * 2}{WISH}")
    assert (found.best, found.abstains) == (Intent("lost_card", 0.6), None)


@pytest.mark.parametrize("text", [" " * 400, "\n" * 4000, "x" * 4000, "é" * 301 + " ", "a. " * 1333])
def test_any_text_is_read_to_its_end(text):
    read: list[str] = []

    class Noting:
        def parse(self, text: str) -> Understanding:
            read.append(text)
            return Understanding(text)

    assert LongMessageNlu(Noting(), "en").parse(text) == Understanding(text)
    assert "".join("".join(read).split()) == "".join(text.split())

"""Values in the message that starts a flow, before anything was asked: "can you raise my limit to 500"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache

from botkit.dialogue.flows.flow import SlotRule
from botkit.dialogue.slots.field import kind_of
from botkit.dialogue.slots.message import SlotMessage
from botkit.dialogue.wording.lists import lists
from botkit.dialogue.wording.phrase_set import PhraseSet
from botkit.dialogue.wording.words import Tokens, word_set
from botkit.domain import FieldKind

_NUMBER = r"(?:[$£€¥₹₩₺₴₪₽฿] ?)?\d+(?:[.,]\d+)*"
"""A number where the slot has no pattern for it."""
_NUMBERS = frozenset({FieldKind.MONEY, FieldKind.NUMBER})
_JOINED = "/:-.,@#_"
"""Between two digits, or a word and a digit, these make one thing of both: a date, a time, a code."""


def unasked(
    message: SlotMessage, found: Mapping[str, str], kinds: Mapping[str, str], all_slots: Mapping[str, SlotRule]
) -> dict[str, str]:
    """Return values of slots that neither a model nor a lead found, if what stands around them tells.

    A slot with two such values gets none, and neither do two slots with the same one: then the flow asks. `kinds` has
    the kinds of values of slots (`nlu.values`), and `all_slots` also those of the bot's other flows, to which a number
    may belong.
    """
    told: dict[str, set[str]] = {}
    owners: dict[int, set[str]] = {}
    elsewhere = _Leads({name: slot for name, slot in all_slots.items() if name not in message.slots})
    for name in message.slots:
        if name in found or name in message.known:
            continue
        for match in _told(message, name, kinds, elsewhere):
            told.setdefault(name, set()).add(match[0].strip())
            owners.setdefault(match.start(), set()).add(name)
    shared = {name for names in owners.values() if len(names) > 1 for name in names}
    return {name: values.pop() for name, values in told.items() if len(values) == 1 and name not in shared}


def _told(message: SlotMessage, name: str, kinds: Mapping[str, str], elsewhere: _Leads) -> Iterator[re.Match[str]]:
    """Yield what the slot's pattern finds, and is told to be its value."""
    slot, own = message.slots[name], _Leads({name: message.slots[name]})
    is_number = kind_of(name, slot, kinds) in _NUMBERS
    read_by_model = any(one in kinds for one in slot.entity or (name,))
    pattern = slot.pattern or (_NUMBER if is_number and not read_by_model else None)
    for match in re.finditer(pattern, message.text) if pattern else ():
        if not match[0].strip() or _is_part(match, message.text) or _is_found_elsewhere(message, name, slot, match):
            continue
        before, after = message.tokens.before(match.start()), _behind(message.tokens, match.end())
        if message.corrections.is_taken_back(message.tokens, before):
            continue
        is_led_to = _is_led_to(message, before, own) or (is_number and _may_be_any(message, before, elsewhere))
        if (is_led_to and _is_followed_well(message, after)) or (is_number and _has_currency(match, message.text)):
            yield match


def _is_led_to(message: SlotMessage, index: int, own: _Leads) -> bool:
    """Tell whether the words before it say that it is the value: "to", or what the slot is called."""
    around = _Around.of(message.phrases.language)
    return around.before_value.ending(message.tokens.words, index) > 0 or own.stand_before(message, index)


def _may_be_any(message: SlotMessage, index: int, elsewhere: _Leads) -> bool:
    """Tell whether a number may be the value: behind any word that makes nothing else of it, like "at" or "by"."""
    said = message.tokens.words
    if not index or any(map(str.isdigit, said[index - 1])) or elsewhere.stand_before(message, index):
        return False
    return not _Around.of(message.phrases.language).before_other.ending(said, index)


def _is_followed_well(message: SlotMessage, index: int) -> bool:
    """Tell whether nothing behind it is counted: "3 days" is no amount."""
    said = message.tokens.words
    if index >= len(said) or _Around.of(message.phrases.language).after_value.at(said, index):
        return True
    if any(message.tokens.before(one.start) == index for one in message.understanding.slots):
        return True  # another value stands there: "50 tomorrow"
    return not message.wording.content_words(said[index])


def _is_part(match: re.Match[str], text: str) -> bool:
    """Tell whether it is a piece of something longer: of a date, a time, a telephone number, a percentage."""
    before, after = text[max(match.start() - 2, 0) : match.start()], text[match.end() : match.end() + 2]
    if after[:1] == "%" or after[:1].isalnum() or before[-1:].isalnum():
        return True
    joined_before = before[-1:] in set(_JOINED) and before[:1].isalnum()
    joined_after = after[:1] in set(_JOINED) and after[1:].isalnum()
    return joined_before or joined_after


def _is_found_elsewhere(message: SlotMessage, name: str, slot: SlotRule, match: re.Match[str]) -> bool:
    """Tell whether the model found something else there."""
    mine = slot.entity or (name,)
    found = (one for one in message.understanding.slots if one.name not in mine)
    return any(one.start < match.end() and match.start() < one.end for one in found)


def _has_currency(match: re.Match[str], text: str) -> bool:
    """Tell whether a sign of currency stands in it or right before it."""
    seen = text[max(match.start() - 1, 0) : match.end()]
    return any(unicodedata.category(one) == "Sc" for one in seen)


def _behind(tokens: Tokens, position: int) -> int:
    """Return the first word behind that character."""
    index = tokens.before(position)
    return index + 1 if index < len(tokens.words) and tokens.starts[index] < position else index


class _Leads:
    """The words that may stand before the values of slots: those that they are called by, and their `after`."""

    def __init__(self, slots: Mapping[str, SlotRule]) -> None:
        self._nouns = word_set(f"{slot.label} {name.replace('_', ' ')}" for name, slot in slots.items())
        self._after = PhraseSet.exactly(lead for slot in slots.values() for lead in slot.after)

    def stand_before(self, message: SlotMessage, index: int) -> bool:
        """Tell whether one of them stands right before that word."""
        last = message.tokens.words[index - 1] if index else ""
        is_noun = last in self._nouns and bool(message.wording.content_words(last))
        return is_noun or self._after.ending(message.tokens.words, index) > 0


class _Around:
    """The words of a language that stand around values."""

    def __init__(self, language: str) -> None:
        found = lists(language, "values")
        self.before_value = PhraseSet.of(found["before_value"])
        self.before_other = PhraseSet.of(found["before_other"])
        self.after_value = PhraseSet.of(found["after_value"])

    @staticmethod
    @cache
    def of(language: str) -> _Around:
        """Return the one for that language."""
        return _Around(language)

"""Choices, as people name them: in words, by their place, or by a yes or no."""

from __future__ import annotations

from botkit.dialogue.flows.flow import SlotRule
from botkit.dialogue.phrases import Phrases
from botkit.dialogue.wording import contains_phrase, words
from botkit.dialogue.wording.corrections import Corrections
from botkit.dialogue.wording.positions import Positions
from botkit.dialogue.wording.words import Tokens


def choice_by_place(slot: SlotRule, text: str, phrases: Phrases) -> str | None:
    """Return the choice that the message names by its number, or by a yes or no."""
    if (kinds := yes_and_no(slot, phrases)) is not None:
        meaning = phrases.reading(text)
        return kinds.get(meaning.kind) if meaning is not None and meaning.plain else None
    index = Positions.of(phrases.language).index(text, len(slot.choices))
    return slot.choices[index] if index is not None and index >= 0 else None


def choice_named(slot: SlotRule, text: str, phrases: Phrases) -> str | None:
    """Return the only choice that the text names and does not take back."""
    named = kept(slot, text, phrases.language)
    return named[0] if len(named) == 1 and yes_and_no(slot, phrases) is None else None


def choice_meant(slot: SlotRule, text: str, phrases: Phrases) -> str | None:
    """Return the choice that the message names best: of several within each other, the longest."""
    tokens = Tokens.of(text)
    named = {choice for choice in slot.choices if tokens.find(words(choice)) is not None}
    if yes_and_no(slot, phrases) is not None or offers_several(slot, text, phrases.language):
        return None
    if len(named) > 1:  # "current account" names "current", too: the longest that holds the others
        longest = max(named, key=len)
        named = {longest} if all(contains_phrase(longest, choice) for choice in named) else named
    if len(named) > 1:
        named &= set(kept(slot, text, phrases.language))
    return named.pop() if len(named) == 1 else None


def offers_several(slot: SlotRule, text: str, language: str) -> bool:
    """Tell whether it names several and takes none, as "debit or credit?" does."""
    named = kept(slot, text, language)
    outer = [one for one in named if not any(one != other and contains_phrase(other, one) for other in named)]
    return len(outer) > 1


def kept(slot: SlotRule, text: str, language: str) -> list[str]:
    """Return the choices that the text names and does not take back, as "not the debit card" does."""
    tokens, corrections = Tokens.of(text), Corrections.of(language)
    places = {choice: tokens.find(words(choice)) for choice in slot.choices}
    return [choice for choice, at in places.items() if at is not None and not corrections.is_taken_back(tokens, at)]


def yes_and_no(slot: SlotRule, phrases: Phrases) -> dict[str, str] | None:
    """Return the two choices by their kind, if one of them says yes and the other no."""
    if len(slot.choices) != 2:
        return None
    kinds = {str(phrases.kind(choice)): choice for choice in slot.choices}
    return kinds if kinds.keys() == {"yes", "no"} else None


def canonical(slot: SlotRule, value: str) -> str:
    """Return the value as the slot's choices write it."""
    return next((choice for choice in slot.choices if choice.casefold() == value.casefold()), value)

"""Reading values out of a message: what was asked for, what was told besides, and corrections."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from botkit.dialogue.flows.flow import SlotRule
from botkit.dialogue.phrases import Phrases
from botkit.dialogue.wording import contains_phrase, content_words, is_question, words
from intents.types import Slot, Understanding

_CUE = re.compile(
    r"\b(no|nope|sorry|oops|i mean|i meant|meant|meaning|actually|rather|instead|correction|wait|wrong|not|typo|"
    r"mistake|scratch that|make (it|that)|change|correct|amend|update|edit|alter|should (be|have been|say)|"
    r"supposed to be)\b",
    re.IGNORECASE,
)
"""Words of somebody who takes back what they said."""
_CHANGE = re.compile(
    r"\b(change|correct|amend|update|edit|alter|fix|redo|switch|wrong|mistake|different)\b", re.IGNORECASE
)
_NEW = re.compile(
    r"\b(?:to|is|as|be|was|say|for|=|into|should be|should have been)\s+(?:be\s+|say\s+)?(?P<value>.+)$", re.IGNORECASE
)
_OPENING = re.compile(
    r"^\W*(?:(?:no|nope|sorry|oops|wait|well|ok|okay|actually|rather|i mean|i meant|it'?s|its|it is|it was|"
    r"it should be|make (?:it|that)|that should be|correction|not that|my mistake|yes|but|and|"
    r"change (?:it|that) to|hang on|oh|ah)\b\W*)+",
    re.IGNORECASE,
)
_TAIL = re.compile(r"\W*\b(please|instead|sorry|thanks|thank you|actually|i meant|i mean|not .*)\W*$", re.IGNORECASE)
_SWAP = re.compile(
    r"^\W*(?:(?:no|sorry|oops|actually)\b\W*)*not (?P<old>.+?)"
    r"(?:\W+but\b|\W+it'?s\b|\W+i meant?\b|[,;:.–-])+\s*(?P<new>[^,;]+)$",
    re.IGNORECASE,
)
_VERY_SHORT = 3
_TAKEN_BACK = re.compile(
    r"\b(?:not|instead of|rather than|isn't|wasn't)(?: the| my| a| an| on| from| for| to)*\W*$", re.IGNORECASE
)
_FROM_OLD = re.compile(r"\bfrom(?: the| my)?\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Values:
    """What a message says about slots. `to_change` is one that somebody wants to change without saying to what."""

    found: Mapping[str, str]
    to_change: str | None = None


def values_in(
    slots: Mapping[str, SlotRule],
    understanding: Understanding,
    *,
    asked: str | None = None,
    known: Mapping[str, str] | None = None,
    filled: tuple[str, ...] = (),
    is_answer: bool = True,
) -> Values:
    """Values for `slots` that the message names.

    `asked` is the slot that was asked for, `known` are the values so far, and `filled` the slots that have one, in the
    order of their answers; `is_answer` says that the message has no other purpose. A known value is replaced only by
    words of correction, or by a message that says nothing else.
    """
    reader = _Reader(slots, understanding, asked, dict(known or {}), filled, is_answer)
    return reader.read()


def whole_answer(slot: SlotRule, text: str) -> str | None:
    """The message itself as the value, where any short answer will do."""
    if not slot.is_open or not 0 < len(words(text)) <= slot.max_words or (is_question(text) and slot.max_words <= 20):
        return None
    value = _stripped(text)
    for lead in slot.after:  # "to Anna", asked to whom
        if words(value)[: len(words(lead))] == words(lead) and len(words(value)) > len(words(lead)):
            return value.split(maxsplit=len(words(lead)))[-1]
    return value


def choice_in(slot: SlotRule, text: str, phrases: Phrases) -> str | None:
    """The choice that the message names by its number, or by a yes or no."""
    if slot.is_yes_or_no:
        meaning = phrases.reading(text)
        if meaning is not None and meaning.kind in {"yes", "no"} and meaning.plain:
            return next(choice for choice in slot.choices if choice.casefold() == meaning.kind)
        return None
    said = re.fullmatch(
        r"\W*(?:the )?(?:option |number )?(first|second|third|last|\d)(?: one| option)?\W*", text.casefold()
    )
    if said is None:
        return None
    index = {"first": 0, "second": 1, "third": 2, "last": len(slot.choices) - 1}.get(said[1])
    index = int(said[1]) - 1 if index is None else index
    return slot.choices[index] if 0 <= index < len(slot.choices) else None


@dataclass(slots=True)
class _Reader:
    slots: Mapping[str, SlotRule]
    understanding: Understanding
    asked: str | None
    known: dict[str, str]
    filled: tuple[str, ...]
    is_answer: bool

    def read(self) -> Values:
        text = self.understanding.text
        corrects = _CUE.search(text) is not None and bool(self.known)
        if corrects and (change := self._named_change(text)) is not None:
            return change
        found = self._recognised(corrects=corrects)
        if self.asked and self.asked not in found and (value := self._matched(self.asked, text)):
            found[self.asked] = value
        elif self.asked in found and (value := self._all_of(self.asked or "", text)):
            found[self.asked or ""] = value
        if corrects and not found and not is_question(text):
            found = self._unnamed_change(text)
        return Values({name: value for name, value in found.items() if self._may_set(name, found, corrects=corrects)})

    # Corrections

    def _named_change(self, text: str) -> Values | None:
        """A correction that says which slot it is about: "change the amount to 50", "the date is wrong"."""
        name = self._mentioned(text)
        if name is None or (name == self.asked and name not in self.known):
            return None
        value = self._value_for(name, text)
        if value is not None and value.casefold() != self.known.get(name, "").casefold():
            others = {key: one for key, one in self._recognised(corrects=True).items() if key not in self.known}
            return Values({**others, name: value})
        return Values({}, to_change=name) if _CHANGE.search(text) and not is_question(text) else None

    def _mentioned(self, text: str) -> str | None:
        """The only slot with a value whose label (or name) the message mentions best."""
        said = set(_content(text))
        scores = {}
        for name in self.known:
            if name in self.slots:
                label = set(_content(self.slots[name].label or name.replace("_", " ")))
                names = label | set(_content(name.replace("_", " ")))
                if label and names & said:
                    scores[name] = len(names & said) / len(label)
        best = max(scores.values(), default=0.0)
        names_of_best = [name for name, score in scores.items() if score == best]
        return names_of_best[0] if len(names_of_best) == 1 else None

    def _value_for(self, name: str, text: str) -> str | None:
        """A new value for that very slot in the message."""
        slot = self.slots[name]
        spoken = self._entities(name, slot)
        if spoken:
            return spoken[-1].value
        if slot.choices:
            return self._chosen(slot)
        new = _NEW.search(text)
        if slot.pattern:
            matches = list(re.finditer(slot.pattern, new["value"] if new else text))
            return matches[-1][0] if matches else None
        return _stripped(new["value"]) if new and len(words(new["value"])) <= slot.max_words else None

    def _unnamed_change(self, text: str) -> dict[str, str]:
        """A correction that leaves open which slot it is about: the latest one that the new value fits."""
        if (swap := _SWAP.match(text)) is not None and (changed := self._swapped(swap["old"], swap["new"])):
            return changed
        rest = _stripped(_OPENING.sub("", text))
        if not content_words(rest) or _TAIL.fullmatch(rest):
            return {}
        for name in reversed(self.filled):
            if (slot := self.slots.get(name)) is None or name not in self.known:
                continue
            value = self._matched(name, rest)
            if value is None and slot.is_open and name == self.filled[-1] and len(words(rest)) <= slot.max_words:
                waits = self.slots.get(self.asked or "")
                value = rest if self.is_answer and _OPENING.match(text) and not (waits and waits.is_open) else None
            if value is not None and value.casefold() != self.known[name].casefold():
                return {name: value}
        return {}

    def _swapped(self, old: str, new: str) -> dict[str, str]:
        """Of "not Anna, Priya": the slot that has the old value gets the new one."""
        for name in reversed(self.filled):
            if name in self.slots and self.known.get(name, "").casefold() == _stripped(old).casefold():
                value = _stripped(new) if self.slots[name].is_open else self._matched(name, new)
                return {name: value} if value else {}
        return {}

    # Values

    def _all_of(self, name: str, text: str) -> str | None:
        """The rest of a very short answer of which the model found the beginning: "this" of "this morning"."""
        slot, spoken = self.slots[name], self._entities(name, self.slots[name])
        if not slot.is_open or len(words(text)) > _VERY_SHORT or len(spoken) != 1 or _CUE.search(text):
            return None
        return _stripped(text[spoken[0].start :]) if spoken[0].value == spoken[0].text else None

    def _recognised(self, *, corrects: bool) -> dict[str, str]:
        """Values of the slots by their entities and choices."""
        found: dict[str, str] = {}
        used: set[Slot] = set()
        order = sorted(self.slots, key=lambda name: self._rank(name, corrects=corrects))
        for needs_cue in (True, False):  # "to savings" is about where to, whatever was asked
            for name in order:
                slot = self.slots[name]
                if name in found or (needs_cue and not slot.after):
                    continue
                spoken = [one for one in self._entities(name, slot) if one not in used]
                if len({one.value for one in spoken}) > 1 and slot.choices and not slot.after:
                    continue  # two at once: ask which
                if needs_cue:
                    spoken = [one for one in spoken if self._follows(one, slot.after)]
                elif slot.after:
                    spoken = [one for one in spoken if not self._claimed(one, name)]
                if spoken:
                    one = spoken[-1] if name in self.known else spoken[0]
                    found[name] = one.value
                    used.add(one)
                elif slot.choices and not needs_cue and (choice := self._chosen(slot)):
                    found[name] = choice
                elif value := self._unasked(name, slot, needs_cue=needs_cue):
                    found[name] = value
        return found

    def _rank(self, name: str, *, corrects: bool) -> tuple[int, int]:
        """Who gets a value that several could have: the slot asked for, then those without one.

        Corrections go to the latest that has one.
        """
        latest = -self.filled.index(name) if name in self.filled else 0
        if corrects and name in self.known:
            return (0, latest)
        if name == self.asked:
            return (1, 0)
        return (2, 0) if name not in self.known else (3, latest)

    def _entities(self, name: str, slot: SlotRule) -> list[Slot]:
        """What the model found for the slot, and fits it; what is taken back ("not Anna") is left out."""
        wanted = slot.entity or (name,)
        text = self.understanding.text
        spoken = [one for one in self.understanding.slots if one.name in wanted and _fits(slot, one)]
        if slot.choices and self._offers_both(slot, text):
            return []
        kept = [one for one in spoken if not _TAKEN_BACK.search(text[: one.start])]
        if len(kept) > 1 and not slot.after:
            kept = [one for one in kept if not _FROM_OLD.search(text[: one.start])] or kept
        return kept

    def _chosen(self, slot: SlotRule) -> str | None:
        """The only choice that the message names."""
        text = self.understanding.text
        named = {choice for choice in slot.choices if contains_phrase(text, choice)}
        if slot.is_yes_or_no or self._offers_both(slot, text):
            return None
        if len(named) > 1:  # "current account" names "current", too: the longest that holds the others
            longest = max(named, key=len)
            named = {longest} if all(contains_phrase(longest, choice) for choice in named) else named
        if len(named) > 1:
            named = {choice for choice in named if not _is_taken_back(text, choice)}
        return _canonical(slot, named.pop()) if len(named) == 1 else None

    @staticmethod
    def _offers_both(slot: SlotRule, text: str) -> bool:
        """Whether it names several and takes none, as "debit or credit?" does."""
        named = [
            choice for choice in slot.choices if contains_phrase(text, choice) and not _is_taken_back(text, choice)
        ]
        return (
            len([one for one in named if not any(one != other and contains_phrase(other, one) for other in named)]) > 1
        )

    def _unasked(self, name: str, slot: SlotRule, *, needs_cue: bool) -> str | None:
        """What the pattern finds though it was not asked for: behind a lead, or anywhere if it is distinct enough."""
        if slot.pattern and needs_cue:
            return self._behind_lead(slot)
        return self._matched(name, self.understanding.text) if slot.anywhere else None

    def _behind_lead(self, slot: SlotRule) -> str | None:
        """What the pattern finds right behind one of the words that stand before the value."""
        text = self.understanding.text
        for match in re.finditer(slot.pattern or "", text):
            before = " ".join(words(text[: match.start()]))
            if any(before.endswith(" ".join(words(lead))) for lead in slot.after):
                return match[0]
        return None

    def _matched(self, name: str, text: str) -> str | None:
        """What the slot's pattern or choices find in the text."""
        slot = self.slots.get(name)
        if slot is None:
            return None
        if slot.pattern:
            matches = [one for one in re.finditer(slot.pattern, text) if not _TAKEN_BACK.search(text[: one.start()])]
            return matches[-1 if name in self.known else 0][0] if matches else None
        named = [
            choice for choice in slot.choices if contains_phrase(text, choice) and not _is_taken_back(text, choice)
        ]
        return named[0] if len(named) == 1 and not slot.is_yes_or_no else None

    def _follows(self, spoken: Slot, leads: tuple[str, ...]) -> bool:
        before = " ".join(words(self.understanding.text[: spoken.start])[-3:])
        fillers = r"(?: (?:my|the|our|a|an))?"
        return any(re.search(rf"(?:^| ){re.escape(' '.join(words(lead)))}{fillers}$", before) for lead in leads)

    def _claimed(self, spoken: Slot, name: str) -> bool:
        """Whether the words before it give it to another slot."""
        return any(
            self._follows(spoken, slot.after) for other, slot in self.slots.items() if other != name and slot.after
        )

    def _may_set(self, name: str, found: Mapping[str, str], *, corrects: bool) -> bool:
        """Known values are replaced by corrections, or by a message that says nothing but the new value."""
        if name not in self.known or corrects:
            return True
        if self.asked is not None and self.asked in found:
            return False
        slot = self.slots.get(self.asked or "")
        return slot is None or not slot.is_open or self._says_little_besides(found[name])

    def _says_little_besides(self, value: str) -> bool:
        said = [word for word in content_words(self.understanding.text) if word not in words(value)]
        return len(said) <= 1


def _fits(slot: SlotRule, found: Slot) -> bool:
    """Whether it may be the value; a pattern is about how it is written, not about what it means."""
    if slot.choices:
        return _canonical(slot, found.value) in slot.choices
    return slot.pattern is None or re.fullmatch(slot.pattern, found.text) is not None


def _canonical(slot: SlotRule, value: str) -> str:
    return next((choice for choice in slot.choices if choice.casefold() == value.casefold()), value)


def _is_taken_back(text: str, phrase: str) -> bool:
    match = re.search(re.escape(phrase), text, re.IGNORECASE)
    return match is not None and _TAKEN_BACK.search(text[: match.start()]) is not None


def _content(text: str) -> list[str]:
    return [word.removesuffix("s") for word in content_words(text)]


def _stripped(text: str) -> str:
    plain = text.strip()
    while (shorter := _TAIL.sub("", plain).strip()) not in {plain, ""}:
        plain = shorter
    return plain.strip(" .,;!").strip()

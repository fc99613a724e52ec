"""What dialogue.yml says: how intents are dealt with, the canned replies, and the forms."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Place = tuple[str | int, ...]


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be empty")
    return text.strip()


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _regex(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"is not a regular expression ({error})") from None
    return pattern


Text = Annotated[str, AfterValidator(_not_blank)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_as_list), Field(strict=False, min_length=1)]
"""One text or a list of them."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    @model_validator(mode="before")
    @classmethod
    def _empty(cls, data: Any) -> Any:
        return {} if data is None else data  # a section whose keys are all commented out


class IntentRule(_Part):
    """What an intent leads to. With none of `say`, `form`, `hand_off` it is answered from the documents."""

    label: str = ""
    """Completes "Would you like to …?"; only intents with a label are offered when two are close."""
    say: str | None = None
    """Name of the reply to give."""
    form: str | None = None
    """Name of the form to fill."""
    hand_off: bool = False
    """Whether a person takes over."""
    offer_person: bool = False
    """Whether what is said offers a person, so that "yes" afterwards hands off."""
    means: Literal["yes", "no"] | None = None
    """That the intent is an answer to the bot's question."""

    @property
    def answered_from_documents(self) -> bool:
        return not (self.say or self.form or self.hand_off)


class SlotRule(_Part):
    """One question of a form. With neither `choices` nor `pattern`, any short answer will do."""

    name: Text
    ask: Text
    choices: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    pattern: Annotated[str, AfterValidator(_regex)] | None = None
    """A regular expression; what it finds in the answer is the value."""
    invalid: str = ""
    """Said before the question when the answer cannot be used."""


class FormRule(_Part):
    """Questions to ask, and what to say once all are answered."""

    intro: str = ""
    """Said before the first question."""
    slots: Annotated[tuple[SlotRule, ...], Field(strict=False, min_length=1)]
    done: Text
    cancel_intents: Annotated[tuple[Text, ...], BeforeValidator(_as_list), Field(strict=False)] = ("cancel",)

    def slot(self, name: str | None) -> SlotRule | None:
        return next((slot for slot in self.slots if slot.name == name), None)

    def next_slot(self, values: Mapping[str, str]) -> SlotRule | None:
        """The first slot without a value."""
        return next((slot for slot in self.slots if slot.name not in values), None)


class Offer(_Part):
    """How a person is offered, and what accepts the offer (besides intents that mean yes)."""

    button: Text = "Talk to a person"
    accept: Texts = ("yes", "yes please", "yeah", "please", "please do", "ok", "okay", "sure")


DEFAULT_REPLIES: dict[str, tuple[str, ...]] = {
    "refuse": ("I don't know: I found no answer to that in our help pages. Would you like to talk to a person?",),
    "nearest": ("The nearest I have is: {titles}.",),
    "hand_off": ("I've marked this conversation for our team, so that a person can take it from here.",),
    "clarify": ("Would you like to {options}?",),
    "cancelled": ("OK, I've stopped that. What else can I help you with?",),
    "invalid": ("Sorry, I didn't catch that.",),
    "apology": ("Sorry, something went wrong on my side. Please try again in a moment.",),
}
"""The replies that the bot itself needs; dialogue.yml may word them anew."""


class DialogueSpec(_Part):
    """The whole of dialogue.yml; without the file, the defaults."""

    intents: dict[str, IntentRule] = Field(default_factory=dict)
    """Intents that are not listed are answered from the documents."""
    replies: dict[str, Texts] = Field(default_factory=dict)
    """Alternatives take turns as the conversation goes on."""
    forms: dict[str, FormRule] = Field(default_factory=dict)
    offer: Offer = Offer()

    def rule(self, intent: str) -> IntentRule:
        return self.intents.get(intent, _FROM_DOCUMENTS)

    def reply(self, name: str, turn: int = 0) -> str:
        """The reply of that name; `turn` picks among its alternatives."""
        alternatives = self.replies.get(name) or DEFAULT_REPLIES[name]
        return alternatives[turn % len(alternatives)]

    def problems(self) -> Iterator[tuple[Place, str]]:
        """What is wrong between the parts: the place of each problem and what to say about it."""
        yield from self._intent_problems()
        said = {rule.say for rule in self.intents.values()} | DEFAULT_REPLIES.keys()
        for name, alternatives in self.replies.items():
            if name not in said:
                hint = _meant(name, said)
                yield ("replies", name), f"no intent says the reply '{name}'{hint or '; remove it, or add an intent'}"
            known = _PLACEHOLDERS.get(name, set())
            for index, text in enumerate(alternatives):
                yield from _unknown_placeholders(("replies", name, index), text, known)
                for needed in known:
                    if f"{{{needed}}}" not in text:
                        yield ("replies", name, index), f"the reply '{name}' must contain {{{needed}}}; add it"
        for name, form in self.forms.items():
            if name not in {rule.form for rule in self.intents.values()}:
                yield ("forms", name), f"no intent starts the form '{name}'; add `form: {name}` to one"
            yield from _form_problems(("forms", name), form)

    def _intent_problems(self) -> Iterator[tuple[Place, str]]:
        labels: dict[str, str] = {}
        replies = self.replies.keys() | DEFAULT_REPLIES.keys()
        for name, rule in self.intents.items():
            path = ("intents", name)
            if (rule.say is not None) + (rule.form is not None) + rule.hand_off > 1:
                yield path, f"the intent '{name}' can only do one of say, form and hand_off; keep one"
            if rule.say is not None and rule.say not in replies:
                yield (*path, "say"), f"there is no reply '{rule.say}' under replies{_meant(rule.say, replies)}"
            if rule.form is not None and rule.form not in self.forms:
                yield (*path, "form"), f"there is no form '{rule.form}' under forms{_meant(rule.form, self.forms)}"
            if rule.offer_person and rule.say is None:
                yield (*path, "offer_person"), "offer_person goes with say: the reply is what offers a person"
            label = rule.label.casefold()
            if label and label in labels:
                yield (*path, "label"), f"'{name}' has the same label as '{labels[label]}'; tell them apart"
            labels[label] = name


_FROM_DOCUMENTS = IntentRule()
_PLACEHOLDERS: dict[str, set[str]] = {"clarify": {"options"}, "nearest": {"titles"}}


def _form_problems(path: Place, form: FormRule) -> Iterator[tuple[Place, str]]:
    known: set[str] = set()
    yield from _unknown_placeholders((*path, "intro"), form.intro, known)
    for index, slot in enumerate(form.slots):
        at = (*path, "slots", index)
        if slot.name in known:
            yield (*at, "name"), f"the form asks for '{slot.name}' twice; remove one"
        if slot.choices and slot.pattern:
            yield (*at, "pattern"), f"'{slot.name}' has choices and a pattern; keep one"
        for key, text in (("ask", slot.ask), ("invalid", slot.invalid)):
            yield from _unknown_placeholders((*at, key), text, known)
        known.add(slot.name)
    yield from _unknown_placeholders((*path, "done"), form.done, known)


def _unknown_placeholders(path: Place, text: str, known: set[str]) -> Iterator[tuple[Place, str]]:
    for name in re.findall(r"\{([^{}]*)\}", text):
        if name not in known:
            can = f"; known here: {', '.join(sorted(known))}" if known else "; none can be used here"
            yield path, f"unknown placeholder '{{{name}}}'{_meant(name, known) or can}"


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its {placeholders} filled in."""
    return re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], match[0]), text)


def _meant(word: str, known: Iterable[str | None]) -> str:
    close = difflib.get_close_matches(word, sorted(name for name in known if name), n=1)
    return f"; did you mean '{close[0]}'?" if close else ""

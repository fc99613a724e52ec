"""Takes each turn in the language of its message: with a dialogue of its own, through translation, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from botkit.domain import (
    Conversation,
    DecisionKind,
    DialogueState,
    Message,
    Outcome,
    Reply,
    Status,
    TextDelta,
    Turn,
)
from botkit.domain.errors import GenerationError
from botkit.domain.ports import TurnEngine
from botkit.turn.languages.cannot_answer import cannot_answer
from botkit.turn.languages.detection import Spoken
from intents.types import Understanding

SURE = 0.7
"""Probability from which a message counts as written in another language. Of the bank's 1,262 training utterances none
is taken for another language at 0.7, and one at 0.6."""
LIKELY = 0.5
"""The same for the bot's own language, once another one has been spoken: it is easy to come back."""


@dataclass(frozen=True, slots=True)
class Translation:
    """Into the bot's language, and back from it. Each raises GenerationError."""

    to: Callable[[str], str]
    back: Callable[[str], str]


class Interpreter:
    """Takes turns in several languages; a `botkit.domain.ports.TurnEngine`.

    `turns` has what takes them by language, `own` is the bot's language and one of these. Messages in a language of
    `translations` are translated, and so are the replies; choices below a reply are not, as they are sent back as they
    stand. In all other languages the bot says that it can't answer, and offers a person (`button`).
    """

    def __init__(
        self,
        turns: Mapping[str, TurnEngine],
        own: str,
        detect: Callable[[str], Spoken],
        *,
        translations: Mapping[str, Translation] | None = None,
        button: str = "",
    ) -> None:
        self._turns = dict(turns)
        self._own = own
        self._detect = detect
        self._translations = dict(translations or {})
        self._button = button

    def turn(self, message: Message, conversation: Conversation) -> Iterator[Status | TextDelta | Outcome]:
        """Yield the turn's events, as `Engine.turn` does."""
        language = self._language(message.text, conversation)
        if language in self._turns:
            events = self._turns[language].turn(message, conversation)
        elif language in self._translations:
            events = self._translated(language, message, conversation)
        else:
            yield from self._cannot_answer(language, message, conversation)
            return
        for event in events:
            if isinstance(event, Outcome):
                yield replace(event, state=replace(event.state, language="" if language == self._own else language))
            else:
                yield event

    def _language(self, text: str, conversation: Conversation) -> str:
        """Return the message's language; the conversation's so far if that is unclear, or an answer is awaited.

        A name or an address is in no language.
        """
        so_far = conversation.state.language or self._own
        so_far = so_far if so_far in self._turns or so_far in self._translations else self._own
        said_before = any(text == choice for turn in conversation.recent for choice in turn.reply.choices)
        if conversation.state.form is not None or said_before:
            return so_far
        spoken = self._detect(text)
        return spoken.language if spoken.probability >= (LIKELY if spoken.language == self._own else SURE) else so_far

    def _translated(
        self, language: str, message: Message, conversation: Conversation
    ) -> Iterator[Status | TextDelta | Outcome]:
        """Take the turn on the translated message; the reply comes in one piece, once it has been translated."""
        translation = self._translations[language]
        yield Status("understand")
        inner = replace(message, text=translation.to(message.text) or message.text)
        for event in self._turns[self._own].turn(inner, conversation):
            if isinstance(event, Status):
                yield event
            elif isinstance(event, Outcome):
                reply = event.turn.reply
                try:
                    text = translation.back(reply.text)
                except GenerationError:
                    text = reply.text  # what is right in another language is better than nothing
                yield TextDelta(text)
                yield replace(event, turn=replace(event.turn, message=message, reply=replace(reply, text=text)))

    def _cannot_answer(
        self, language: str, message: Message, conversation: Conversation
    ) -> Iterator[TextDelta | Outcome]:
        text = cannot_answer(language, [*self._turns, *self._translations])
        choices = (self._button,) if self._button else ()
        reply = Reply(text, DecisionKind.REFUSE, choices=choices)
        yield TextDelta(text)
        turn = Turn(conversation.length + 1, message, Understanding(message.text), reply)
        yield Outcome(turn, _offering_a_person(conversation.state))


def _offering_a_person(state: DialogueState) -> DialogueState:
    return replace(state, offered=True, options=(), proposed=None)

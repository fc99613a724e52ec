"""What takes part in a turn: understanding, deciding, finding and writing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy.typing as npt

from botkit.types import (
    ActionSignature,
    Conversation,
    Decision,
    DialogueState,
    Enclosure,
    Message,
    Outcome,
    Passage,
    Sentence,
    Status,
    TextDelta,
    Verdict,
)
from intents.types import Understanding


class Encoder(Protocol):
    """Turns texts into vectors whose dot product is their cosine similarity."""

    def encode(self, texts: Sequence[str]) -> npt.NDArray[Any]:
        """Float32 array of shape (len(texts), dimension), rows of unit length."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """The tokens of a text, in reading order.

    `vectors` is a float array of shape (number of tokens, dimension), rows of unit length; `spans` an integer array of
    shape (number of tokens, 2): the characters of the text at which each begins and ends.
    """

    vectors: npt.NDArray[Any]
    spans: npt.NDArray[Any]


class TokenEncoder(Encoder, Protocol):
    """An encoder that also tells what each token of a text means where it stands."""

    def encode_tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """The tokens of each text; of a text that is longer than the model reads, those of its beginning."""
        ...


class Nlu(Protocol):
    """Understands a text. `intents.NluModel` is one."""

    def parse(self, text: str) -> Understanding:
        """The intents and slots of `text`."""
        ...


class Actions(Protocol):
    """What flows can do besides talking."""

    @property
    def signatures(self) -> Mapping[str, ActionSignature]:
        """Every action by its name."""
        ...

    def run(self, name: str, arguments: Mapping[str, str], *, conversation: str, key: str) -> Mapping[str, str]:
        """Runs the action and returns its results as text.

        `key` is the same whenever the same step of the same conversation is run again, after a crash for instance: what
        changes something must do so once for each key. What changes nothing gets an empty one. Raises ActionError.
        """
        ...


class Policy(Protocol):
    """Decides what to do about a message."""

    def decide(self, understanding: Understanding, conversation: Conversation) -> Decision:
        """The next step; never fails: what is not understood becomes a search in the documents."""
        ...

    def refuse(self, conversation: Conversation, state: DialogueState, nearest: Sequence[str] = ()) -> Decision:
        """What to say when the documents hold no answer; `state` is where the conversation stands afterwards.

        `nearest` are titles of documents that are near to what was asked.
        """
        ...


class Retriever(Protocol):
    """Finds passages."""

    def search(self, query: str, k: int = 5, *, tenant: str = "") -> list[Passage]:
        """At most `k` passages, best first; an empty list where there is nothing.

        Documents of a tenant are found only for that `tenant`; those that name none are for all.
        """
        ...


class EnclosureReader(Protocol):
    """Finds passages in what comes with a message."""

    def is_meant(self, query: str, enclosure: Enclosure) -> bool:
        """Whether the message is about it for certain: "how much is this?"."""
        ...

    def search(self, query: str, enclosures: Sequence[Enclosure], k: int) -> list[Passage]:
        """At most `k` passages, most relevant first."""
        ...


class Generator(Protocol):
    """A language model: text in, text out, as it is written."""

    def generate(self, instruction: str, prompt: str) -> Iterator[str]:
        """Pieces of the continuation. `instruction` is the system's part, `prompt` the user's.

        Raises GenerationError if the model fails. Closing the iterator stops the model.
        """
        ...


class Writer(Protocol):
    """Writes the reply to a question from passages, letting through only what they support."""

    def write(self, question: str, passages: Sequence[Passage]) -> Iterator[Sentence | Verdict]:
        """Supported sentences, in order; none where the passages hold no answer. Then what was made of each.

        There is a verdict on each sentence that a model wrote; none where sentences are quoted.
        """
        ...


class TakesTurns(Protocol):
    """Takes turns. `botkit.engine.Engine` does, and whatever stands in front of it."""

    def turn(self, message: Message, conversation: Conversation) -> Iterator[Status | TextDelta | Outcome]:
        """The turn's events as they happen; the last one is its outcome. Nothing is kept."""
        ...


Progress = Callable[[str, int, int], None]
"""Told of long work: what is being done, how much of it is done, out of how much."""

"""One turn: from a message to a reply. It keeps nothing; what it is made of arrives through its constructor."""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Callable, Iterator
from datetime import datetime

from botkit.errors import GenerationError
from botkit.protocols import Nlu, Policy, Retriever, Writer
from botkit.types import (
    Citation,
    Conversation,
    DecisionKind,
    Message,
    Outcome,
    Reply,
    Sentence,
    Status,
    TextDelta,
    Turn,
)
from intents.types import Understanding

logger = logging.getLogger(__name__)

NEAR = 0.3
"""Relevance from which the title of a passage that is no answer is worth a look; NEAREST is how many are named."""
NEAREST = 2

ReadValues = Callable[[Understanding, datetime, str | None], Understanding]
"""Reads the values of slots; told when the message came, and which slot it may answer."""


class Engine:
    """Takes turns. Safe to use from many threads if its parts are.

    Passages that are not relevant enough (`min_relevance`, 0 to 1; see `needed_relevance`) count as not found: the bot
    rather says that it doesn't know.
    """

    def __init__(
        self,
        nlu: Nlu,
        policy: Policy,
        retriever: Retriever,
        writer: Writer,
        *,
        min_relevance: float,
        passages: int = 8,
        read_values: ReadValues | None = None,
    ) -> None:
        self._nlu = nlu
        self._policy = policy
        self._retriever = retriever
        self._writer = writer
        self._min_relevance = min_relevance
        self._passages = passages
        self._read_values = read_values

    def turn(self, message: Message, conversation: Conversation) -> Iterator[Status | TextDelta | Outcome]:
        """The turn's events as they happen: the deltas joined are the reply's text, and the last event is the outcome.

        Raises what a part raises; nothing has been kept then.
        """
        yield Status("understand")
        understanding = self._nlu.parse(message.text)
        if self._read_values is not None:
            understanding = self._read_values(understanding, message.received_at, conversation.state.asked)
        decision = self._policy.decide(understanding, conversation)

        draft = _Draft()
        if decision.kind is DecisionKind.ANSWER:
            yield from self._answer(decision.query, needed_relevance(self._min_relevance, understanding), draft)
            if not draft.text:
                decision = self._policy.refuse(conversation, decision.state, draft.nearest)
        yield from draft.paragraph(decision.text)

        reply = Reply(draft.text, decision.kind, citations=draft.citations, choices=decision.choices)
        turn = Turn(seq=conversation.length + 1, message=message, understanding=understanding, reply=reply)
        yield Outcome(turn, decision.state)

    def _answer(self, query: str, needed: float, draft: _Draft) -> Iterator[Status | TextDelta]:
        """Answers from the documents; leaves the draft empty where they hold no answer."""
        yield Status("retrieve")
        found = self._retriever.search(query, self._passages)
        passages = [passage for passage in found if passage.relevance >= needed]
        near = [passage.title for passage in found if passage.relevance >= NEAR]
        draft.nearest = tuple(dict.fromkeys(near))[:NEAREST]
        if not passages:
            return
        yield Status("generate")
        try:
            for sentence in self._writer.write(query, passages):
                yield draft.sentence(sentence)
        except GenerationError as error:
            if not draft.text:
                raise
            # What has been said is supported and stands: the answer ends here.
            logger.error("the reply was cut short: %s", error)


def needed_relevance(base: float, understanding: Understanding) -> float:
    """How relevant (0 to 1) a passage must be to count, if `base` is the measure for a message of middling clarity.

    What the bot has hardly an intent for is likely to be something that its documents do not cover either, however much
    one of them resembles it. A logistic regression on the bank's development questions (tests/development.csv) gave the
    two numbers; the limits keep a shaky intent from overruling a plain match, and a sure one from excusing a poor one.
    Without a trained model, `base` it is.
    """
    if understanding.best is None or not 0 < base < 1:
        return base
    doubt = 0.75 - 0.56 * _logit(min(max(understanding.best.confidence, 0.001), 0.999))
    return 1 / (1 + math.exp(-_logit(base) - min(max(doubt, -0.4), 1.1)))


def _logit(probability: float) -> float:
    return math.log(probability / (1 - probability))


class _Draft:
    """A reply in the making. Whatever goes into its text comes out as a delta."""

    _LIST_ITEM = re.compile(r"([-*•]|\d+[.)])\s")

    def __init__(self) -> None:
        self.text = ""
        self.citations: tuple[Citation, ...] = ()
        self.nearest: tuple[str, ...] = ()
        self._in_list = False

    def sentence(self, sentence: Sentence) -> TextDelta:
        """Goes on with a sentence; items of a list have lines of their own."""
        item = self._LIST_ITEM.match(sentence.text) is not None
        separator = "\n" if item or self._in_list else " "
        self._in_list = item
        if sentence.citation not in self.citations:
            self.citations = (*self.citations, sentence.citation)
        return self._add(separator, sentence.text)

    def paragraph(self, text: str) -> Iterator[TextDelta]:
        """Goes on with a paragraph, if there is anything to say."""
        if text:
            yield self._add("\n\n", text)

    def _add(self, separator: str, text: str) -> TextDelta:
        delta = separator + text if self.text else text
        self.text += delta
        return TextDelta(delta)

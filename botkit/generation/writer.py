"""Writes replies from passages: the model words them, the gate decides what is sent, and the quotes are the net below.

The model is given the one or two quotes that answer the question, not the whole passages: rewording a sentence is a
task that even a small model can do. What it writes is let through sentence by sentence, and only if it says what the
quotes say; a reply that would lack the facts of the best quote is replaced by the quotes themselves.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from botkit.errors import GenerationError
from botkit.generation.answer import AnswerType
from botkit.generation.facts import Fact, facts
from botkit.generation.gate import GroundingGate
from botkit.generation.projection import Projection
from botkit.generation.quotes import Quote, best_quotes
from botkit.generation.reader import Reader
from botkit.generation.sentences import SentenceStream, is_complete
from botkit.generation.trust import Trust
from botkit.generation.vectors import RememberingEncoder
from botkit.protocols import Generator, TokenEncoder
from botkit.types import Passage, Sentence

logger = logging.getLogger(__name__)

INSTRUCTION = (
    "You answer customers of a company. Use only the facts you are given. Answer in one or two short sentences, "
    "keep every number, and add nothing."
)
PROMPT = "Facts:\n{facts}\n\nQuestion: {question}\n\nAnswer:"

CONTROL = re.compile(r"<\|[^|>]*\|>|</?s>|\[/?INST\]|<</?SYS>>|^#{2,}", re.MULTILINE)
"""What chat templates mark the speakers with: a document or a customer must not be able to speak as the system."""


class GroundedWriter:
    """A `botkit.protocols.Writer`; without a generator it quotes.

    `projection` is what the bot's known questions have taught, `trust` says what of a passage may be repeated.
    """

    def __init__(
        self,
        generator: Generator | None,
        encoder: TokenEncoder,
        *,
        projection: Projection | None = None,
        trust: Trust = Trust(),  # noqa: B008 - it is frozen
    ) -> None:
        self._generator = generator
        self._trust = trust
        remembering = RememberingEncoder(encoder)
        self._reader = Reader(remembering, projection)
        self._gate = GroundingGate(remembering, trust=trust)

    def write(self, question: str, passages: Sequence[Passage]) -> Iterator[Sentence]:
        """Supported sentences, in order; none where the passages say nothing."""
        quotes = best_quotes(question, passages, self._reader, trust=self._trust)
        if not quotes:
            return
        # A list of steps is read as it stands: no rewording makes it better, and a step left out makes it wrong.
        if self._generator is not None and not any(quote.is_list for quote in quotes):
            told = []
            for sentence in self._reworded(self._generator, question, quotes):
                told.append(sentence.citation.quote)
                yield sentence
            # What the model passed over is quoted: it must not cost an answer.
            quotes = [rest for quote in quotes if (rest := quote.without(told))]
        yield from _quoted(quotes)

    def _reworded(self, generator: Generator, question: str, quotes: Sequence[Quote]) -> Iterator[Sentence]:
        """What the model makes of the quotes, as far as they support it; nothing unless it tells what was asked for."""
        wanted = _wanted(question, quotes[0])
        held: list[Sentence] = []
        for sentence in self._supported(generator, question, quotes):
            held.append(sentence)
            if wanted <= facts(" ".join(each.text for each in held)):
                yield from held
                held, wanted = [], frozenset()

    def _supported(self, generator: Generator, question: str, quotes: Sequence[Quote]) -> Iterator[Sentence]:
        sources = tuple(dict.fromkeys(quote.passage for quote in quotes))
        said: set[str] = set()
        for text in _sentences(generator, question, quotes):
            verdict = self._gate.check(text, sources)
            if verdict.citation is None:
                logger.info("a sentence was held back: %s", verdict.reason)
            elif facts(verdict.citation.quote) - facts(text):
                logger.info("a sentence was held back: it leaves out a fact of what it words")
            elif text.casefold() not in said:
                said.add(text.casefold())
                yield Sentence(text, verdict.citation)


def _sentences(generator: Generator, question: str, quotes: Sequence[Quote]) -> Iterator[str]:
    """The sentences of the model's reply, each as soon as it is complete; what a failing model said until then."""
    known = "\n".join(" ".join(quote.text.split()) for quote in quotes)
    prompt = PROMPT.format(facts=CONTROL.sub(" ", known), question=CONTROL.sub(" ", question))
    stream = SentenceStream()
    try:
        for piece in generator.generate(INSTRUCTION, prompt):
            yield from stream.feed(piece)
    except GenerationError as error:
        logger.warning("the model failed, the documents are quoted instead: %s", error)
        return
    # The last sentence counts if it is whole: a model that ran out of tokens stops in the middle of one.
    if is_complete(rest := stream.rest()):
        yield rest


def _wanted(question: str, quote: Quote) -> frozenset[Fact]:
    """The facts of the best quote that a reply must tell: of the kind that is asked for, or all if it has none."""
    known, kinds = facts(quote.text), AnswerType.of(question).kinds
    return frozenset(fact for fact in known if fact.kind in kinds) or known


def _quoted(quotes: Sequence[Quote]) -> Iterator[Sentence]:
    """The page of the best quote first, and what is quoted of a page in its order; several rows are read as a list."""
    pages = list(dict.fromkeys(quote.passage.source for quote in quotes))
    passages = list(dict.fromkeys(quote.passage.id for quote in quotes))
    in_order = sorted(
        quotes, key=lambda q: (pages.index(q.passage.source), passages.index(q.passage.id), q.said[0].start)
    )
    rows = sum(quote.is_row for quote in quotes)
    for quote in in_order:
        for sentence in quote.sentences():
            yield replace(sentence, text=f"- {sentence.text}") if rows > 1 and quote.is_row else sentence

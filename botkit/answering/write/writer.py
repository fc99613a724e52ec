"""Writing from passages: the model words replies, the gate decides what is sent, and the quotes are the net below.

The model is given the one or two quotes that answer the question, not the whole passages: rewording a sentence is a
task that even a small model can do. What it writes is let through sentence by sentence, and only if it says what the
quotes say; a reply that would lack the facts of the best quote is replaced by the quotes themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from botkit.answering.select.linear_adapter import LinearAdapter
from botkit.answering.select.quote import Quote
from botkit.answering.select.selector import select_quotes
from botkit.answering.select.span_scores import SpanScorer
from botkit.answering.select.vector_cache import CachingEncoder
from botkit.answering.verify.gate import GroundingGate
from botkit.answering.verify.trust import Trust
from botkit.answering.write.rewording import Rewording
from botkit.domain import Passage, Sentence, Verdict
from botkit.domain.ports import Generator, TokenEncoder


class GroundedWriter:
    """A `botkit.domain.ports.Writer`; without a generator it quotes.

    `adapter` is what the bot's known questions have taught, `trust` says what of a passage may be repeated.
    """

    def __init__(
        self,
        generator: Generator | None,
        encoder: TokenEncoder,
        *,
        adapter: LinearAdapter | None = None,
        trust: Trust = Trust(),  # noqa: B008 - it is frozen
    ) -> None:
        self._generator = generator
        self._trust = trust
        remembering = CachingEncoder(encoder)
        self._scorer = SpanScorer(remembering, adapter)
        self._gate = GroundingGate(remembering, trust=trust)

    def write(self, question: str, passages: Sequence[Passage]) -> Iterator[Sentence | Verdict]:
        """Yield supported sentences, in order, then the verdicts on what a model wrote.

        None where the passages say nothing, or where the model says that they hold no answer.
        """
        quotes = select_quotes(question, passages, self._scorer, trust=self._trust)
        if not quotes:
            return
        # A list of steps is read as it stands: no rewording makes it better, and a step left out makes it wrong.
        if self._generator is None or any(quote.is_list for quote in quotes):
            yield from _quoted(quotes)
            return
        rewording = Rewording(self._generator, self._gate, question, quotes)
        told = []
        for sentence in rewording.sentences():
            told.append(sentence.citation.quote)
            yield sentence
        # What the model passed over is quoted: it must not cost an answer.
        rest = [rest for quote in quotes if (rest := quote.without(told))]
        yield from _quoted(rest)
        yield from rewording.verdicts(quoted=bool(rest))


def _quoted(quotes: Sequence[Quote]) -> Iterator[Sentence]:
    """Put the page of the best quote first, and the quotes of each page in its order.

    Rows among others are items of a list: a row does not end as a sentence does, and would run into what comes next.
    """
    pages = list(dict.fromkeys(quote.passage.source for quote in quotes))
    passages = list(dict.fromkeys(quote.passage.id for quote in quotes))
    in_order = sorted(
        quotes, key=lambda q: (pages.index(q.passage.source), passages.index(q.passage.id), q.said[0].start)
    )
    among_others = len(quotes) > 1
    for quote in in_order:
        for sentence in quote.sentences():
            yield replace(sentence, text=f"- {sentence.text}") if among_others and quote.is_row else sentence

"""A model's rewording of quotes: sentences that the gate lets through, and a verdict on each that it saw."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace

from botkit.answering.select.answer_type import AnswerType
from botkit.answering.select.quote import Quote
from botkit.answering.verify.gate import GroundingGate
from botkit.answering.write.prompt import INSTRUCTION, prompt_of
from botkit.domain import Fate, Sentence, Verdict
from botkit.domain.errors import GenerationError
from botkit.domain.ports import Generator
from botkit.text.facts import Fact, facts
from botkit.text.sentences import SentenceStream, is_complete

logger = logging.getLogger(__name__)


class Rewording:
    """One reply of a model, worded from `quotes`; the verdicts are told once `sentences` has been read to its end."""

    def __init__(self, generator: Generator, gate: GroundingGate, question: str, quotes: Sequence[Quote]) -> None:
        self._generator = generator
        self._gate = gate
        self._question = question
        self._quotes = quotes
        self._verdicts: list[Verdict] = []

    def sentences(self) -> Iterator[Sentence]:
        """Yield the sentences that the quotes support, held until they tell what was asked for; none if they don't."""
        wanted = _wanted(self._question, self._quotes[0])
        held: list[tuple[Sentence, Verdict]] = []
        for sentence, verdict in self._supported():
            held.append((sentence, verdict))
            if wanted <= facts(" ".join(each.text for each, _ in held)):
                for each, supported in held:
                    self._verdicts.append(supported)
                    yield each
                held, wanted = [], frozenset()
        self._verdicts += [replace(verdict, fate=Fate.DROPPED, reason=_BESIDE) for _, verdict in held]

    def verdicts(self, *, quoted: bool) -> list[Verdict]:
        """Return a verdict on each sentence that the gate saw; `quoted` says whether quotes replace the unsent ones."""
        instead = Fate.REPLACED if quoted else Fate.DROPPED
        return [replace(each, fate=instead) if each.fate is Fate.DROPPED else each for each in self._verdicts]

    def _supported(self) -> Iterator[tuple[Sentence, Verdict]]:
        sources = tuple(dict.fromkeys(quote.passage for quote in self._quotes))
        said: set[str] = set()
        for text in self._written():
            if text.casefold() in said:
                continue
            said.add(text.casefold())
            check = self._gate.check_rewording(text, sources)
            if check.citation is None:
                logger.info("a sentence was held back: %s", check.reason)
                self._verdicts.append(Verdict(text, Fate.DROPPED, check.likeness, check.reason))
            else:
                yield Sentence(text, check.citation), Verdict(text, Fate.SENT, check.likeness)

    def _written(self) -> Iterator[str]:
        """Yield the sentences of the model's reply as they are completed; of a failing model, those until then."""
        stream = SentenceStream()
        try:
            for piece in self._generator.generate(INSTRUCTION, prompt_of(self._question, self._quotes)):
                yield from stream.feed(piece)
        except GenerationError as error:
            logger.warning("the model failed, the documents are quoted instead: %s", error)
            return
        # The last sentence counts if it is whole: a model that ran out of tokens stops in the middle of one.
        yield from filter(is_complete, stream.rest())


_BESIDE = "it does not tell what was asked for"


def _wanted(question: str, quote: Quote) -> frozenset[Fact]:
    """Return the facts of the best quote that a reply must tell: of the kind asked for, or all if it has none."""
    known, kinds = facts(quote.text), AnswerType.of(question).kinds
    return frozenset(fact for fact in known if fact.kind in kinds) or known

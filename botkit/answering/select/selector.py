"""The selection of the quotes that best answer a question."""

from __future__ import annotations

import re
from collections.abc import Sequence

from botkit.answering.select.candidate_spans import MAX_CHARACTERS, CandidateSpan, candidate_spans
from botkit.answering.select.quote import Quote
from botkit.answering.select.span_scores import SpanScorer
from botkit.answering.select.statements import Statement
from botkit.answering.verify.trust import Trust
from botkit.domain import Passage
from botkit.text.sentences import SpanKind

SECOND = 1.5
"""A further statement is added if its log-odds are at most so far below those of the best one (chosen on
config/banking/tests/development.csv)."""

NEIGHBOUR = 0.3
"""The next sentence of a paragraph goes along if its log-odds are at most so far below: it is about the same."""


def select_quotes(
    question: str,
    passages: Sequence[Passage],
    scorer: SpanScorer,
    *,
    trust: Trust = Trust(),  # noqa: B008 - it is frozen
    limit: int = 3,
    characters: int = MAX_CHARACTERS,
) -> list[Quote]:
    """Return the quotes that best answer `question`, best first; none where the passages say nothing.

    `passages` come best first. At most `limit` quotes and about `characters` characters, but always the best one;
    nothing that `trust` objects to.
    """
    spans = [
        span
        for rank, passage in enumerate(passages)
        for span in candidate_spans(passage, rank, characters)
        if not trust.objection(span.shown)
    ]
    if not spans:
        return []
    scores = scorer.scores(question, spans)
    order = sorted(range(len(spans)), key=lambda n: -scores[n])
    chosen: list[Quote] = []
    taken: set[tuple[str, int]] = set()
    length = 0
    for n in order:
        if chosen and (len(chosen) == limit or scores[n] < chosen[0].score - SECOND):
            break
        quote = Quote(_with_neighbours(n, spans, scores), scores[n])
        marks = {(quote.passage.id, statement.start) for statement in quote.said}
        if marks & taken or (chosen and length + len(quote.text) > characters):
            continue
        chosen.append(quote)
        taken |= marks
        length += len(quote.text)
    return chosen


def _with_neighbours(n: int, spans: Sequence[CandidateSpan], scores: Sequence[float]) -> tuple[Statement, ...]:
    """Add the statement before it, if it can't be understood alone, and the one after, if it goes on there."""
    said = spans[n].said
    if len(said) > 1 or said[0].kind is not SpanKind.SENTENCE:
        return said
    first = said[0]
    block = [
        u.said[0]
        for u in spans
        if len(u.said) == 1 and u.said[0].passage is first.passage and u.said[0].block == first.block
    ]
    place = block.index(first)
    if place and first.text.split()[0].lower().strip(",") in _POINTS_BACK:
        said = (block[place - 1], *said)
    following = n + 1
    if place + 1 < len(block) and following < len(spans) and spans[following].said == (block[place + 1],):
        goes_on = block[place + 1].text.split()[0].lower().strip(",") in _POINTS_BACK
        if goes_on or scores[following] >= scores[n] - NEIGHBOUR:
            said = (*said, block[place + 1])
    return said


_POINTS_BACK = frozenset(
    re.findall(r"\w+", "it its they their them this these that those he she both either neither then also such")
)

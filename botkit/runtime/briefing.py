"""Briefings for staff, compiled from the stored turns."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence

from botkit.domain import Briefing, DecisionKind, HandOffEvent, HandOffEventKind, TranscriptLine, Turn
from botkit.domain.errors import GenerationError

_LINES = 30
_TRIED = 5
_QUOTED = 200
"""Maximum number of characters that a summary quotes from a question."""


logger = logging.getLogger(__name__)

Summarise = Callable[[str], str]
"""A function that has a model summarise a conversation in a few sentences. Raises GenerationError."""


def brief(turns: Sequence[Turn], events: Sequence[HandOffEvent], summarise: Summarise | None = None) -> Briefing:
    """Return the briefing for a conversation. Only what `summarise` adds to the summary is written by a model."""
    by_bot = [turn for turn in turns if turn.reply.text]
    return Briefing(
        summary=_summary(by_bot) + (_in_a_models_words(by_bot, summarise) if summarise and by_bot else ""),
        transcript=tuple(_transcript(turns, events))[-_LINES:],
        slots={slot.name: slot.value for turn in turns for slot in turn.understanding.slots},
        tried=tuple(dict.fromkeys(line for turn in by_bot for line in _tried(turn)))[-_TRIED:],
    )


def _summary(turns: Sequence[Turn]) -> str:
    """Return the last wish, its interpretation, and the outcome."""
    wishes = list(_wishes(turns)) or [turn for turn in turns if turn.reply.decision is DecisionKind.HAND_OFF]
    if not wishes:
        return "The customer has not asked anything yet."
    turn = wishes[-1]
    intent = turn.understanding.best
    understood = f" Understood as {intent.name.replace('_', ' ')}." if intent else ""
    unanswered = sum(turn.reply.decision is DecisionKind.REFUSE for turn in turns)
    missed = f" The bot found no answer to {unanswered} of {len(turns)} messages." if unanswered else ""
    return f"The customer asks: {_quoted(turn.message.text)}.{understood}{missed}"


def _wishes(turns: Sequence[Turn]) -> Iterator[Turn]:
    """Yield the turns in which the customer asked for something: not small talk, and not an answer to the bot."""
    for before, turn in zip((None, *turns), turns, strict=False):
        answers = before is not None and (before.reply.decision is DecisionKind.ASK or before.reply.field is not None)
        match turn.reply.decision:
            case DecisionKind.ANSWER | DecisionKind.REFUSE | DecisionKind.CLARIFY:
                yield turn
            case DecisionKind.ASK | DecisionKind.ACT if not answers:
                yield turn


def _in_a_models_words(turns: Sequence[Turn], summarise: Summarise) -> str:
    """Return a model's summary, marked as such, or "" if the model fails."""
    said = " ".join(f"Customer: {turn.message.text} Bot: {turn.reply.text}" for turn in turns)
    try:
        words = summarise(" ".join(said.split()))
    except GenerationError as error:
        logger.error("the conversation was not summarised: %s", error)
        return ""
    return f" In a model's words: {words}" if words else ""


def _tried(turn: Turn) -> Iterator[str]:
    question = _quoted(turn.message.text)
    match turn.reply.decision:
        case DecisionKind.ANSWER:
            titles = "; ".join(dict.fromkeys(cited.title for cited in turn.reply.citations))
            yield f"Answered {question}" + (f" from: {titles}" if titles else "")
        case DecisionKind.REFUSE:
            yield f"Found no answer to {question}"
        case DecisionKind.CLARIFY:
            yield f"Asked what was meant by {question}"
        case DecisionKind.ACT:
            yield f"Said after an action: {_quoted(turn.reply.text)}"


def _transcript(turns: Sequence[Turn], events: Sequence[HandOffEvent]) -> Iterator[TranscriptLine]:
    said = [event for event in events if event.kind in (HandOffEventKind.STAFF, HandOffEventKind.BOT)]
    for event in said:
        if not turns or event.seq < turns[0].seq:
            yield _remark(event)
    for turn in turns:
        yield TranscriptLine("customer", turn.message.text, turn.message.received_at)
        if turn.reply.text:
            yield TranscriptLine("bot", turn.reply.text, turn.at)
        yield from (_remark(event) for event in said if event.seq == turn.seq)


def _remark(event: HandOffEvent) -> TranscriptLine:
    return TranscriptLine(event.by.name if event.by else "bot", event.text, event.at)


def _quoted(text: str) -> str:
    line = " ".join(text.split())
    return f"“{line if len(line) <= _QUOTED else line[: _QUOTED - 1].rstrip() + '…'}”"

"""Signs that a conversation goes badly."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from botkit.dialogue.wording import same_words
from botkit.domain import Conversation, DecisionKind, Turn
from intents.types import Understanding

LATEST = 4
"""Messages that count, the present one included: what was long ago may be forgiven."""
UPSET = "upset"
"""The mood that counts, by the name that the training data gives it."""
SURE = 0.8
"""Probability from which a mood is believed."""


def signs(understanding: Understanding, conversation: Conversation) -> int:
    """Count signs in the latest messages: an upset customer, no answer found, the same words once more."""
    latest = conversation.recent[-(LATEST - 1) :]
    said = [*(turn.understanding for turn in latest), understanding]
    upset = sum(_is_upset(one) for one in said)
    repeated = sum(same_words(one.text, before.text) for before, one in pairwise(said))
    return upset + repeated + sum(1 for _ in _failures(latest))


def _is_upset(understanding: Understanding) -> bool:
    mood = understanding.mood
    return mood is not None and mood.name == UPSET and mood.confidence >= SURE


def _failures(turns: tuple[Turn, ...]) -> Iterator[Turn]:
    """Yield the turns in which the bot had no answer."""
    return (turn for turn in turns if turn.reply.decision is DecisionKind.REFUSE)

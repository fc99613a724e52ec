"""The values of looking back: which conversations there were, how many, and what people thought. All are frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

LONGEST_COMMENT = 1_000
"""Characters of a comment."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """Whether the reply of turn `seq` helped; `sender` is the channel's id of who said so, `comment` a word to it."""

    conversation_id: str
    seq: int
    helpful: bool
    at: datetime
    comment: str = ""
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """A conversation in a list: where it is, since when and until when, how it began, and how it went on.

    `decisions` counts its turns by what the bot did, `unhelpful` those that somebody said did not help.
    """

    id: str
    channel: str
    customer: str
    name: str
    first_at: datetime
    last_at: datetime
    opening: str
    turns: int
    decisions: Mapping[str, int]
    unhelpful: int = 0
    hand_off: int | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on a day (UTC): turns by what the bot did, conversations that began, and what people thought."""

    date: date
    turns: Mapping[str, int]
    conversations: int = 0
    helpful: int = 0
    unhelpful: int = 0


@dataclass(frozen=True, slots=True)
class Clarified:
    """A message of which the bot asked what was meant, the options that it offered, and what was said to that."""

    text: str
    choices: tuple[str, ...]
    answer: str

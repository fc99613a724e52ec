"""An opinion on a reply."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

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

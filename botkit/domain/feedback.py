"""Feedback on a reply."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

LONGEST_COMMENT = 1_000
"""The maximum length of a comment, in characters."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """Feedback on the reply of turn `seq`, helpful or not. `sender` is the channel's id of the person who gave it."""

    conversation_id: str
    seq: int
    helpful: bool
    at: datetime
    comment: str = ""
    sender: str = ""

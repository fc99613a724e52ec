"""An opinion on a reply."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

LONGEST_COMMENT = 1_000
"""Characters of a comment."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """An opinion on the reply of turn `seq`: whether it helped. `sender` is the channel's id of who said so."""

    conversation_id: str
    seq: int
    helpful: bool
    at: datetime
    comment: str = ""
    sender: str = ""

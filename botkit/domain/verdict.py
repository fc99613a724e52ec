"""The verdict on a sentence that a model wrote."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """The fate of a sentence that a model wrote. Quotes from the documents are sent instead of a `REPLACED` one."""

    SENT = "sent"
    REPLACED = "replaced"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The grounding gate's verdict on a sentence that a model wrote.

    `support` is its cosine (-1 to 1) with the statement in the passages that supports it, or with the nearest one;
    `reason` says why it was not sent.
    """

    text: str
    fate: Fate
    support: float
    reason: str = ""

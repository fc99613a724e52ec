"""The verdict on a sentence that a model wrote."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What became of a sentence that a model wrote: `REPLACED` is not sent, and quotes of the documents are instead."""

    SENT = "sent"
    REPLACED = "replaced"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the grounding gate made of a sentence that a model wrote.

    `support` is its cosine (-1 to 1) with the statement of the passages that supports it, or that comes nearest;
    `reason` says why it was not sent.
    """

    text: str
    fate: Fate
    support: float
    reason: str = ""

"""A reply, and its sentences with their citations."""

from __future__ import annotations

from dataclasses import dataclass

from botkit.domain.decision import DecisionKind
from botkit.domain.field import Field


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a sentence of a reply comes from; `quote` is the sentence of the document that supports it."""

    title: str
    source: str
    quote: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a reply that passed the grounding gate, with what supports it."""

    text: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Reply:
    """What the bot says. `decision` is what it did in the end: an answer that found no support is a refusal.

    `choices` are replies to offer as buttons; `field` is what it asks for, where the answer has a form.
    """

    text: str
    decision: DecisionKind
    citations: tuple[Citation, ...] = ()
    choices: tuple[str, ...] = ()
    field: Field | None = None

"""A reply, and its sentences with their citations."""

from __future__ import annotations

from dataclasses import dataclass

from botkit.domain.decision import DecisionKind
from botkit.domain.field import Field


@dataclass(frozen=True, slots=True)
class Citation:
    """The source of a sentence in a reply; `quote` is the sentence of the document that supports it."""

    title: str
    source: str
    quote: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a reply that passed the grounding gate, with the citation that supports it."""

    text: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Reply:
    """The bot's reply. `decision` is the final decision: an answer that found no support becomes a refusal.

    `choices` are replies to offer as buttons; `field` is the form of the answer that it asks for, if it has one.
    """

    text: str
    decision: DecisionKind
    citations: tuple[Citation, ...] = ()
    choices: tuple[str, ...] = ()
    field: Field | None = None

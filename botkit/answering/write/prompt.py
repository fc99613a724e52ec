"""The prompt for a generator."""

from __future__ import annotations

import re
from collections.abc import Sequence

from botkit.answering.select.quote import Quote
from botkit.text.chat_tokens import without_chat_tokens

INSTRUCTION = (
    "You answer customers of a company. Use only the facts you are given. Answer in one or two short sentences, "
    "keep every number, and add nothing."
)
PROMPT = "Facts:\n{facts}\n\nQuestion: {question}\n\nAnswer:"

_HEADING = re.compile(r"^#{2,}", re.MULTILINE)
"""The marks with which older templates set off the speakers ("### System")."""


def prompt_of(question: str, quotes: Sequence[Quote]) -> str:
    """Return the question, and as facts the quotes that may answer it.

    Neither a document nor a customer may speak as the system: the marks of speakers are taken out.
    """
    known = "\n".join(" ".join(quote.text.split()) for quote in quotes)
    return PROMPT.format(facts=_unmarked(known), question=_unmarked(question))


def _unmarked(text: str) -> str:
    return _HEADING.sub(" ", without_chat_tokens(text))

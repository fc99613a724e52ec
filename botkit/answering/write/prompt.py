"""What a generator is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from botkit.answering.select.quotes import Quote

INSTRUCTION = (
    "You answer customers of a company. Use only the facts you are given. Answer in one or two short sentences, "
    "keep every number, and add nothing."
)
PROMPT = "Facts:\n{facts}\n\nQuestion: {question}\n\nAnswer:"

CONTROL = re.compile(r"<\|[^|>]*\|>|</?s>|\[/?INST\]|<</?SYS>>|^#{2,}", re.MULTILINE)
"""What chat templates mark the speakers with: a document or a customer must not be able to speak as the system."""


def prompt_of(question: str, quotes: Sequence[Quote]) -> str:
    """The question, and as facts the quotes that may answer it."""
    known = "\n".join(" ".join(quote.text.split()) for quote in quotes)
    return PROMPT.format(facts=CONTROL.sub(" ", known), question=CONTROL.sub(" ", question))

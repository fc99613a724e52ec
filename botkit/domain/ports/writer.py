"""A port for writing a reply from passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from botkit.domain.passage import Passage
from botkit.domain.reply import Sentence
from botkit.domain.verdict import Verdict


class Writer(Protocol):
    """A writer of replies that lets through only sentences that the passages support."""

    def write(self, question: str, passages: Sequence[Passage]) -> Iterator[Sentence | Verdict]:
        """Yield the supported sentences in order, none if the passages hold no answer; then the verdicts.

        There is a verdict on each sentence that a model wrote; none if sentences are quoted.
        """
        ...

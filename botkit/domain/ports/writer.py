"""Writing a reply from passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from botkit.domain.passage import Passage
from botkit.domain.reply import Sentence
from botkit.domain.verdict import Verdict


class Writer(Protocol):
    """Writes the reply to a question from passages, letting through only what they support."""

    def write(self, question: str, passages: Sequence[Passage]) -> Iterator[Sentence | Verdict]:
        """Supported sentences, in order; none where the passages hold no answer. Then what was made of each.

        There is a verdict on each sentence that a model wrote; none where sentences are quoted.
        """
        ...

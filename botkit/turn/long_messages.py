"""Understanding of messages that are longer than what a model reads at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from botkit.domain.ports import Nlu
from botkit.text.sentences import sentence_spans
from intents.types import Understanding

WINDOW = 300
"""The most bytes (UTF-8) of a window: some 75 tokens of English, and of Chinese, whose signs have three bytes, 100.
Models read 128, and learned from utterances that are shorter."""


class LongMessageNlu:
    """Understands with `nlu`, long messages in windows of whole sentences; a `botkit.domain.ports.Nlu`.

    What a long message wants stands in one of its windows: the one of whose intent the model is surest. An intent that
    is only replied to, such as a greeting (`asides`), counts where no window has another. The slots are those of all.
    """

    def __init__(self, nlu: Nlu, language: str, asides: Collection[str] = ()) -> None:
        self._nlu = nlu
        self._language = language
        self._asides = frozenset(asides)

    def parse(self, text: str) -> Understanding:
        """Return the intents and slots of `text`."""
        if _size(text) <= WINDOW:
            return self._nlu.parse(text)
        read = [(start, self._nlu.parse(text[start:end])) for start, end in _windows(text, self._language)]
        if not read:  # nothing but spaces
            return self._nlu.parse(text)
        _, surest = max(read, key=lambda one: self._weight(one[1]))
        slots = tuple(
            replace(slot, start=start + slot.start, end=start + slot.end) for start, one in read for slot in one.slots
        )
        return replace(surest, text=text, slots=slots)

    def _weight(self, window: Understanding) -> tuple[bool, bool, float]:
        best = window.best
        if best is None:
            return False, False, 0.0
        return window.abstains is None, best.name not in self._asides, best.confidence


def _windows(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Yield where windows begin and end: each of as many sentences as fit."""
    begin, behind = 0, 0
    for start, end in _pieces(text, language):
        if behind and _size(text[begin:end]) > WINDOW:
            yield begin, behind
            behind = 0
        begin, behind = begin if behind else start, end
    if behind:
        yield begin, behind


def _pieces(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Yield where sentences begin and end; one that fits into no window is cut between words, if it has any."""
    for start, end in sentence_spans(text, language):
        begin, most = start, WINDOW * (end - start) // _size(text[start:end])
        while end - begin > most:
            space = text.rfind(" ", begin + 1, begin + most)
            cut = space if space > 0 else begin + most
            yield begin, cut
            begin = cut
        yield begin, end


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))

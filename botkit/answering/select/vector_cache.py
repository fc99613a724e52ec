"""An encoder that remembers: the sentences of the documents come up again and again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt
from cachetools import LRUCache

from botkit.domain.ports import TokenEncoder, Tokens

_T = TypeVar("_T")


class CachingEncoder:
    """A TokenEncoder that encodes a text once, as long as it is among the latest.

    It keeps the vectors of `size` texts (384 float32 each: 8,192 take 12 MiB) and the tokens of `passages` (in halves
    of the numbers; a passage of 150 tokens takes 112 KiB, and 512 take 56 MiB).
    """

    def __init__(self, encoder: TokenEncoder, size: int = 8192, passages: int = 512) -> None:
        self._encoder = encoder
        self._vectors: _Latest[npt.NDArray[Any]] = _Latest(size)
        self._tokens: _Latest[Tokens] = _Latest(passages)

    def encode(self, texts: Sequence[str]) -> npt.NDArray[Any]:
        """Return a float32 array of shape (len(texts), dimension), rows of unit length."""
        rows = self._vectors.of(texts, lambda new: list(self._encoder.encode(new)))
        return np.stack(rows) if rows else self._encoder.encode([])

    def encode_tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """Return the tokens of each text; their vectors as float16."""
        return self._tokens.of(texts, lambda new: [_halved(tokens) for tokens in self._encoder.encode_tokens(new)])


class _Latest(Generic[_T]):
    """The results made of the latest texts; safe to share among threads."""

    def __init__(self, size: int) -> None:
        self._lock = threading.Lock()
        self._known: LRUCache[str, _T] = LRUCache(size)

    def of(self, texts: Sequence[str], make: Callable[[list[str]], list[_T]]) -> list[_T]:
        """Return one result for each text; `make` makes those that are new."""
        with self._lock:
            found = {text: self._known[text] for text in texts if text in self._known}
        new = [text for text in dict.fromkeys(texts) if text not in found]
        if new:
            found |= zip(new, make(new), strict=True)
            with self._lock:
                self._known.update((text, found[text]) for text in new)
        return [found[text] for text in texts]


def _halved(tokens: Tokens) -> Tokens:
    return Tokens(tokens.vectors.astype(np.float16), tokens.spans)

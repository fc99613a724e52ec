"""The keys by which vectors are found: numbers made of their text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cached_property

import faiss
import numpy as np


def key(text: str) -> int:
    """Return the first 63 bits of the SHA-256 of `text`: FAISS has signed 64-bit ids."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) >> 1


class VectorIds:
    """VectorIds that a search keeps to."""

    def __init__(self, keys: Iterable[int]) -> None:
        self.array = np.unique(np.fromiter(keys, dtype=np.int64))

    def __len__(self) -> int:
        return len(self.array)

    @cached_property
    def selector(self) -> faiss.IDSelector:
        """As FAISS asks for it."""
        return faiss.IDSelectorBatch(self.array)

"""Vectors of texts in FAISS, each found by what it says: a text is never embedded twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cached_property
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from botkit.protocols import Encoder, Progress

_BATCH = 64


def key(text: str) -> int:
    """The first 63 bits of the SHA-256 of `text`: FAISS has signed 64-bit ids."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) >> 1


class Vectors:
    """Unit vectors of texts under their keys: a FAISS IndexIDMap2 over an IndexFlatIP."""

    def __init__(self, index: faiss.IndexIDMap2) -> None:
        self._index = index

    @classmethod
    def of(
        cls,
        texts: Iterable[str],
        encoder: Encoder,
        *,
        previous: Vectors | None = None,
        dimension: int | None = None,
        progress: Progress | None = None,
    ) -> tuple[Vectors, int]:
        """The vectors of `texts`, and how many of them are not in `previous` and had to be computed.

        Without a `dimension`, there must be a text.
        """
        wanted = {key(text): text for text in texts}
        missing = {key_: text for key_, text in wanted.items() if previous is None or key_ not in previous.keys}
        rows = dict(zip(missing, _encoded(list(missing.values()), encoder, progress), strict=True))
        if previous:
            rows |= {key_: previous.at(key_) for key_ in wanted if key_ not in missing}
        width = dimension or len(next(iter(rows.values())))
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(width))
        if rows:
            matrix = np.stack([rows[key_] for key_ in wanted]).astype(np.float32)
            index.add_with_ids(matrix, np.fromiter(wanted, dtype=np.int64))
        return cls(index), len(missing)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Of each vector."""
        return int(self._index.d)

    @cached_property
    def keys(self) -> frozenset[int]:
        """Of all texts."""
        return frozenset(int(number) for number in faiss.vector_to_array(self._index.id_map))

    def at(self, key_: int) -> npt.NDArray[Any]:
        """The vector of the text with that key, of shape (dimension,)."""
        return np.asarray(self._index.reconstruct(key_))

    def nearest(self, vector: npt.NDArray[Any], n: int) -> dict[int, float]:
        """Keys of the at most `n` texts nearest to `vector` (shape (dimension,)) with their cosines, best first."""
        if not len(self):
            return {}
        cosines, found = self._index.search(vector[np.newaxis], min(n, len(self)))
        return dict(zip(map(int, found[0]), map(float, cosines[0]), strict=True))

    def to_bytes(self) -> bytes:
        """As FAISS writes it."""
        return bytes(faiss.serialize_index(self._index).tobytes())

    @classmethod
    def from_bytes(cls, content: bytes, *, dimension: int, count: int) -> Vectors:
        """Reads what `to_bytes` wrote. Raises ValueError for anything else.

        FAISS itself would take any of its types, and sizes from the file's own header.
        """
        empty = faiss.serialize_index(faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))).tobytes()
        if content[:4] != empty[:4] or len(content) != len(empty) + count * (4 * dimension + 8):
            raise ValueError("another type or size of index")
        index = faiss.deserialize_index(np.frombuffer(content, dtype=np.uint8))
        if type(index) is not faiss.IndexIDMap2:
            raise ValueError("another type of index")
        flat = faiss.downcast_index(index.index)
        if type(flat) is not faiss.IndexFlatIP or (index.d, index.ntotal) != (dimension, count):
            raise ValueError("another type or shape of index")
        return cls(index)


def _encoded(texts: list[str], encoder: Encoder, progress: Progress | None) -> list[npt.NDArray[Any]]:
    rows: list[npt.NDArray[Any]] = []
    for start in range(0, len(texts), _BATCH):
        rows.extend(encoder.encode(texts[start : start + _BATCH]))
        if progress:
            progress("embedding documents", len(rows), len(texts))
    return rows

"""A few vectors: every one is compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from botkit.knowledge.index.vector_ids import VectorIds

Array = npt.NDArray[Any]


class Flat:
    """Unit vectors under their keys: a FAISS IndexIDMap2 over an IndexFlatIP. Its answers are exact."""

    def __init__(self, index: faiss.IndexIDMap2) -> None:
        self._index = index

    @classmethod
    def of(cls, keys: Array, rows: Array) -> Flat:
        """Make it of `keys` (int64, shape (n,)), each once, and `rows` of shape (n, dimension)."""
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(rows.shape[1]))
        if len(keys):
            index.add_with_ids(rows, keys)
        return cls(index)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def __str__(self) -> str:
        return "flat"

    @property
    def dimension(self) -> int:
        """Of each vector."""
        return int(self._index.d)

    @property
    def keys(self) -> Array:
        """Of all vectors (int64), in their order."""
        return np.array(faiss.vector_to_array(self._index.id_map))

    def at(self, keys: Array) -> Array:
        """Return the vectors with these keys, of shape (len(keys), dimension)."""
        return np.asarray(self._index.reconstruct_batch(keys))

    def nearest(self, vector: Array, n: int, within: VectorIds | None) -> tuple[Array, Array]:
        """Return cosines and keys of the at most `n` nearest vectors, best first; only those `within`, if given."""
        params = faiss.SearchParameters(sel=within.selector) if within else None
        cosines, keys = self._index.search(vector[np.newaxis], min(n, len(self)), params=params)
        found = keys[0] >= 0
        return cosines[0][found], keys[0][found]

    def changed(self, gone: Array, keys: Array, rows: Array) -> Flat:
        """Return a copy without the vectors whose keys are `gone`, and with `rows` under `keys`."""
        index = faiss.clone_index(self._index)
        if len(gone):
            index.remove_ids(faiss.IDSelectorBatch(gone))
        if len(keys):
            index.add_with_ids(rows, keys)
        return Flat(index)

    def arrays(self) -> dict[str, Array]:
        """Return everything, to be written."""
        keys = self.keys
        return {"keys": keys, "rows": self.at(keys) if len(keys) else np.zeros((0, self.dimension), np.float32)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array], dimension: int, count: int) -> Flat:
        """Restore it from the output of `arrays`. Raises ValueError if it cannot be that."""
        if arrays["rows"].shape != (count, dimension) or arrays["rows"].dtype != np.float32:
            raise ValueError("rows of another type or shape")
        return cls.of(arrays["keys"], arrays["rows"])

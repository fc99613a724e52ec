"""Many vectors: only those in the cells nearest to the question are compared."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from botkit.knowledge.index.vector_ids import VectorIds

Array = npt.NDArray[Any]

_AIM = 0.995
"""Share of the ten nearest that are found when all cells are searched, and are to be found in those that are."""

_TRAINED_ON = 40
"""Vectors a cell that k-means sees; FAISS advises 39 or more."""

_TRIED = 200
"""Questions, made from vectors, on which recall is measured."""

_FEW = 5_000
"""So many vectors are rather compared one by one than looked for in cells."""


class Ivf:
    """Unit vectors under their keys in an inverted file (Sivic & Zisserman, ICCV 2003), a byte for each number.

    A FAISS IndexIVFScalarQuantizer: cells of k-means, and in them what is left of a vector without its cell's centre,
    in 8 bits. It takes a quarter of the memory of a flat index, and unlike HNSW it really forgets what is removed.
    How many cells a search looks at is chosen by measuring, and kept in `recall`.
    """

    def __init__(self, index: faiss.IndexIVFScalarQuantizer, recall: float) -> None:
        self._index = index
        self.recall = recall

    @classmethod
    def of(cls, keys: Array, rows: Array) -> Ivf:
        """Make it of `keys` (int64, shape (n,)), each once, and `rows` of shape (n, dimension)."""
        count, dimension = rows.shape
        cells = cells_for(count)
        index = _empty(dimension, cells)
        index.cp.niter = 10
        index.cp.spherical = True
        index.cp.max_points_per_centroid = _TRAINED_ON
        index.cp.min_points_per_centroid = 1
        chosen = np.random.default_rng(0).permutation(count)
        index.train(rows[np.sort(chosen[: cells * _TRAINED_ON])])
        index.set_direct_map_type(faiss.DirectMap.Hashtable)
        index.add_with_ids(rows, keys)
        return cls(index, _tuned(index, rows, keys, chosen[-_TRIED:]))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def __str__(self) -> str:
        return f"IVF, {self._index.nlist:,} cells of which {self._index.nprobe} are searched, recall {self.recall:.3f}"

    @property
    def dimension(self) -> int:
        """Of each vector."""
        return int(self._index.d)

    @property
    def keys(self) -> Array:
        """Of all vectors (int64), cell by cell."""
        return self.arrays()["keys"]

    @property
    def fits(self) -> bool:
        """True if there are about as many vectors as its cells were made for."""
        return bool(0.5 <= cells_for(len(self)) / self._index.nlist <= 2)

    def at(self, keys: Array) -> Array:
        """Return the vectors with these keys, of shape (len(keys), dimension)."""
        return np.asarray(self._index.reconstruct_batch(keys))

    def nearest(self, vector: Array, n: int, within: VectorIds | None) -> tuple[Array, Array]:
        """Return cosines and keys of the about `n` nearest vectors, best first; only those `within`, if given."""
        if within is not None and len(within) <= _FEW:
            cosines = self.at(within.array) @ vector
            best = np.argsort(-cosines, kind="stable")[:n]
            return cosines[best], within.array[best]
        probes = self._index.nprobe
        if within is not None:  # the fewer may be found, the farther they lie from each other
            probes = min(self._index.nlist, math.ceil(probes * len(self) / len(within)))
        params = faiss.SearchParametersIVF(sel=within.selector if within else None, nprobe=probes)
        cosines, keys = self._index.search(vector[np.newaxis], min(n, len(self)), params=params)
        found = keys[0] >= 0
        return cosines[0][found], keys[0][found]

    def changed(self, gone: Array, keys: Array, rows: Array) -> Ivf:
        """Return a copy without the vectors whose keys are `gone`, and with `rows` under `keys`; its cells stay."""
        index = faiss.clone_index(self._index)
        if len(gone):
            index.remove_ids(faiss.IDSelectorArray(gone))
        if len(keys):
            index.add_with_ids(rows, keys)
        return Ivf(index, self.recall)

    def arrays(self) -> dict[str, Array]:
        """Return everything, to be written."""
        lists, width = self._index.invlists, self._index.code_size
        sizes = np.array([lists.list_size(cell) for cell in range(self._index.nlist)], dtype=np.int64)
        filled = [cell for cell, size in enumerate(sizes) if size]
        keys = [np.array(faiss.rev_swig_ptr(lists.get_ids(cell), int(sizes[cell]))) for cell in filled]
        codes = [np.array(faiss.rev_swig_ptr(lists.get_codes(cell), int(sizes[cell]) * width)) for cell in filled]
        quantizer = self._index.quantizer
        return {
            "keys": np.concatenate([np.zeros(0, np.int64), *keys]),
            "codes": np.concatenate([np.zeros(0, np.uint8), *codes]).reshape(-1, width),
            "sizes": sizes,
            "centres": np.asarray(quantizer.reconstruct_n(0, quantizer.ntotal)),
            "ranges": np.array(faiss.vector_to_array(self._index.sq.trained)),
            "tuning": np.array([self._index.nprobe, self.recall], dtype=np.float64),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array], dimension: int, count: int) -> Ivf:
        """Restore it from the output of `arrays`. Raises ValueError if it cannot be that."""
        cells = len(arrays["sizes"])
        expected: dict[str, tuple[type, tuple[int, ...]]] = {
            "codes": (np.uint8, (count, dimension)),
            "sizes": (np.int64, (cells,)),
            "centres": (np.float32, (cells, dimension)),
            "ranges": (np.float32, (2 * dimension,)),
            "tuning": (np.float64, (2,)),
        }
        if any(arrays[name].dtype != kind or arrays[name].shape != shape for name, (kind, shape) in expected.items()):
            raise ValueError("arrays of another type or shape")
        sizes, (probes, recall) = arrays["sizes"], arrays["tuning"]
        if not all(np.isfinite(arrays[name]).all() for name in ("centres", "ranges")) or not 1 <= probes <= cells:
            raise ValueError("numbers that cannot be")
        if (sizes < 0).any() or (sizes > count).any() or sizes.sum() != count:
            raise ValueError("cells of other sizes")
        index = _empty(dimension, cells)
        index.quantizer.add(arrays["centres"])
        faiss.copy_array_to_vector(arrays["ranges"], index.sq.trained)
        index.is_trained = True
        keys, codes = np.ascontiguousarray(arrays["keys"]), np.ascontiguousarray(arrays["codes"])
        start = 0
        for cell, size in enumerate(map(int, sizes)):
            if size:
                pointers = faiss.swig_ptr(keys[start : start + size]), faiss.swig_ptr(codes[start : start + size])
                index.invlists.add_entries(cell, size, *pointers)
            start += size
        index.ntotal = count
        index.nprobe = int(probes)
        index.set_direct_map_type(faiss.DirectMap.Hashtable)
        return cls(index, float(recall))


def cells_for(count: int) -> int:
    """Return twice the root of the number of vectors, rounded to a power of two."""
    return int(2 ** round(math.log2(2 * math.sqrt(max(count, 1)))))


def _empty(dimension: int, cells: int) -> faiss.IndexIVFScalarQuantizer:
    return faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimension),
        dimension,
        cells,
        faiss.ScalarQuantizer.QT_8bit,
        faiss.METRIC_INNER_PRODUCT,
    )


def _tuned(index: faiss.IndexIVFScalarQuantizer, rows: Array, keys: Array, chosen: Array) -> float:
    """Set how many cells are searched, to reach _AIM; return the recall@10 against the vectors themselves.

    The questions are vectors with as much noise as they have length: about as near (0.7) as
    a question is to its answer.
    """
    random = np.random.default_rng(1)
    noise = random.standard_normal((len(chosen), rows.shape[1]), dtype=np.float32) / math.sqrt(rows.shape[1])
    questions = rows[chosen] + noise
    n = min(10, len(rows))
    _, right = faiss.knn(questions, rows, n, metric=faiss.METRIC_INNER_PRODUCT)
    index.nprobe = index.nlist
    _, attainable = index.search(questions, n)
    index.nprobe = 4
    while True:
        _, found = index.search(questions, n)
        if _recall(attainable, found) >= _AIM or index.nprobe >= index.nlist:
            return _recall(keys[right], found)
        index.nprobe = min(index.nlist, math.ceil(index.nprobe * 1.5))


def _recall(right: Array, found: Array) -> float:
    return float(sum(np.isin(a, b).sum() for a, b in zip(right, found, strict=True)) / right.size)

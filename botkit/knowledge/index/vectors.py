"""Vectors of texts in FAISS, each found by what it says: a text is never embedded twice."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from botkit.domain.ports import Encoder, Progress
from botkit.knowledge.index.flat import Flat
from botkit.knowledge.index.ivf import Ivf
from botkit.knowledge.index.vector_ids import VectorIds, key

FLAT = 40_000
"""Up to so many vectors, all are compared: 6 ms with 384 numbers each."""

_BATCH = 512
"""Texts that are embedded between two reports of progress; the encoder sorts them by length."""

_KINDS: dict[str, type[Flat] | type[Ivf]] = {"flat": Flat, "ivf": Ivf}


class Vectors:
    """Unit vectors of texts under their keys; how they are searched follows from how many there are."""

    def __init__(self, kept: Flat | Ivf) -> None:
        self._kept = kept

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
        """Return the vectors of `texts`, and how many of them are not in `previous` and had to be computed.

        Without a `dimension`, there must be a text.
        """
        wanted = {key(text): text for text in texts}
        missing = {key_: text for key_, text in wanted.items() if previous is None or key_ not in previous.keys}
        rows = _encoded(list(missing.values()), encoder, progress)
        if not len(rows):
            rows = np.zeros((0, previous.dimension if previous else dimension or 0), dtype=np.float32)
        keys = np.fromiter(missing, dtype=np.int64)
        if previous is None:
            return cls(_kept(keys, rows)), len(missing)
        gone = np.fromiter(previous.keys - wanted.keys(), dtype=np.int64)
        return cls(_changed(previous._kept, gone, keys, rows)), len(missing)

    def __len__(self) -> int:
        return len(self._kept)

    def __str__(self) -> str:
        return str(self._kept)

    @property
    def dimension(self) -> int:
        """Of each vector."""
        return self._kept.dimension

    @cached_property
    def keys(self) -> frozenset[int]:
        """Of all texts."""
        return frozenset(map(int, self._kept.keys))

    def at(self, keys: Iterable[int]) -> npt.NDArray[Any]:
        """Return the vectors of the texts with those keys, of shape (number of keys, dimension)."""
        return self._kept.at(np.fromiter(keys, dtype=np.int64))

    def nearest(self, vector: npt.NDArray[Any], n: int, within: VectorIds | None = None) -> dict[int, float]:
        """Return the ids of the `n` texts, at most, nearest to `vector` (shape (dimension,)) with cosines, best first.

        `within` are the only keys that may be found.
        """
        if not len(self) or (within is not None and not len(within)):
            return {}
        cosines, found = self._kept.nearest(vector, n, within)
        return dict(zip(map(int, found), map(float, cosines), strict=True))

    def save(self, path: Path) -> None:
        """Write them as safetensors. Raises OSError if it can't."""
        kind = next(name for name, kind in _KINDS.items() if type(self._kept) is kind)
        try:
            save_file(self._kept.arrays(), path, {"kind": kind})
        except SafetensorError as error:
            raise OSError(str(error)) from error

    @classmethod
    def load(cls, path: Path, *, dimension: int, count: int) -> Vectors:
        """Read the output of `save`. Raises ValueError for anything else.

        FAISS never reads a file: it would take any of its types, and sizes from the file's own header.
        """
        if dimension < 1 or count < 0:
            raise ValueError("another shape")
        try:
            with safe_open(path, framework="numpy") as file:
                kind = _KINDS[(file.metadata() or {}).get("kind", "")]
                arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - it is no mapping
        except SafetensorError as error:
            raise ValueError("not safetensors") from error
        keys = arrays["keys"]
        if keys.dtype != np.int64 or keys.shape != (count,) or len(np.unique(keys)) != count or (keys < 0).any():
            raise ValueError("keys of another type or shape")
        return cls(kind.from_arrays(arrays, dimension, count))


def _kept(keys: npt.NDArray[Any], rows: npt.NDArray[Any]) -> Flat | Ivf:
    return Flat.of(keys, rows) if len(keys) <= FLAT else Ivf.of(keys, rows)


def _changed(before: Flat | Ivf, gone: npt.NDArray[Any], keys: npt.NDArray[Any], rows: npt.NDArray[Any]) -> Flat | Ivf:
    """Change the vectors in place where the kind still fits the number; make it anew where it does not."""
    after = before.changed(gone, keys, rows)
    if len(after) <= FLAT if isinstance(after, Flat) else len(after) > FLAT and after.fits:
        return after
    return _kept(after.keys, after.at(after.keys))


def _encoded(texts: list[str], encoder: Encoder, progress: Progress | None) -> npt.NDArray[Any]:
    rows: list[npt.NDArray[Any]] = []
    for start in range(0, len(texts), _BATCH):
        batch = texts[start : start + _BATCH]
        rows.append(encoder.encode(batch))
        if progress:
            progress("embedding documents", start + len(batch), len(texts))
    return np.concatenate(rows).astype(np.float32) if rows else np.zeros((0, 0), dtype=np.float32)

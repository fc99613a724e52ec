"""An encoder that remembers: the sentences of the documents come up again and again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from botkit.protocols import Encoder


class RememberingEncoder:
    """Encodes each text once, as long as it is among the latest `size` texts (384 float32 each: 8,192 take 12 MiB)."""

    def __init__(self, encoder: Encoder, size: int = 8192) -> None:
        self._encoder = encoder
        self._size = size
        self._lock = threading.Lock()
        self._known: OrderedDict[str, npt.NDArray[Any]] = OrderedDict()

    def encode(self, texts: Sequence[str]) -> npt.NDArray[Any]:
        """Float32 array of shape (len(texts), dimension), rows of unit length."""
        with self._lock:
            rows = {text: self._known[text] for text in texts if text in self._known}
            for text in rows:
                self._known.move_to_end(text)
        new = [text for text in dict.fromkeys(texts) if text not in rows]
        if new:
            rows |= zip(new, self._encoder.encode(new), strict=True)
            with self._lock:
                self._known |= {text: rows[text] for text in new}
                while len(self._known) > self._size:
                    self._known.popitem(last=False)
        return np.stack([rows[text] for text in texts]) if texts else self._encoder.encode([])

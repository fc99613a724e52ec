"""A cache of a frozen encoder's vectors by the SHA-256 of each text, so that only new texts have to be encoded.

It is one safetensors file: `vectors`, shape (rows, size), in half precision, holds for each text its pooled vector and
then, if requested, those of its words. `sums`, shape (texts, 32), are the hashes, and `lengths` the number of rows of
each text. The metadata identify the encoder; vectors of any other encoder are discarded.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor

Read = Callable[[Sequence[str]], list[Tensor]]
"""A function that returns the rows of texts, each of shape (1, size) or (1 + words, size)."""

FORMAT = "1"


@dataclass
class Embeddings:
    """The vectors of texts under the encoder identified by `encoder`."""

    encoder: str
    rows: dict[bytes, Tensor] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path | None, encoder: str) -> Embeddings:
        """Load the cache from `path`; it is empty if the file is missing, unreadable, or from another encoder."""
        from safetensors import SafetensorError, safe_open

        try:
            if path is None:
                return cls(encoder)
            with safe_open(path, "pt") as file:
                if file.metadata() != {"format": FORMAT, "encoder": encoder}:
                    return cls(encoder)
                sums, lengths, vectors = (file.get_tensor(name) for name in ("sums", "lengths", "vectors"))
        except (OSError, SafetensorError):
            return cls(encoder)
        rows = vectors.split(lengths.tolist())
        return cls(encoder, {bytes(key.tolist()): row for key, row in zip(sums, rows, strict=True)})

    def get(self, texts: Sequence[str], *, words: bool, read: Read) -> tuple[Tensor, Tensor]:
        """Return the rows of `texts`, concatenated in single precision, and the number of rows of each text.

        Shapes (rows, size) and (texts,). `read` is called for texts that are not cached; with `words`, also for texts
        that were cached without word vectors.
        """
        keys = [_key(text) for text in texts]
        new = {
            key: text
            for key, text in zip(keys, texts, strict=True)
            if key not in self.rows or (words and len(self.rows[key]) == 1)
        }
        if new:
            self.rows |= {key: row.half() for key, row in zip(new, read(list(new.values())), strict=True)}
        rows = [self.rows[key] for key in keys]
        return torch.cat(rows).float(), torch.tensor([len(row) for row in rows])

    def keep(self, texts: Iterable[str]) -> Embeddings:
        """Return a cache of only these texts, without those that are no longer trained on."""
        return Embeddings(self.encoder, {key: self.rows[key] for text in texts if (key := _key(text)) in self.rows})

    def save(self, path: Path) -> None:
        """Write the cache to one file."""
        from safetensors.torch import save_file

        tensors = {
            "sums": torch.tensor([list(key) for key in self.rows], dtype=torch.uint8),
            "lengths": torch.tensor([len(row) for row in self.rows.values()]),
            "vectors": torch.cat(list(self.rows.values())),
        }
        save_file(tensors, path, {"format": FORMAT, "encoder": self.encoder})


def fingerprint(encoder: Path) -> str:
    """Return a hash of everything that defines an encoder: its configuration, tokenizer and weights."""
    digest = hashlib.sha256()
    for file in sorted(encoder.glob("*.json")) + sorted(encoder.glob("*.safetensors")):
        with file.open("rb") as stream:
            digest.update(json.dumps([file.name, hashlib.file_digest(stream, "sha256").hexdigest()]).encode())
    return digest.hexdigest()


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()

"""What a frozen encoder says of texts, kept by the SHA-256 sum of each text, so that only new texts are read.

One safetensors file: `vectors`, shape (rows, size), half precision; of each text the pooled vector, and then, if they
were asked for, those of its words. `sums`, shape (texts, 32), and `lengths`, how many rows each text has. The metadata
name the encoder; what another encoder said is forgotten.
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
"""Gives the rows of texts, each of shape (1, size) or (1 + words, size)."""

FORMAT = "1"


@dataclass
class Embeddings:
    """The vectors of texts under one encoder, named by `encoder`."""

    encoder: str
    rows: dict[bytes, Tensor] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path | None, encoder: str) -> Embeddings:
        """What was saved in `path`; nothing if it is not there, cannot be read, or is of another encoder."""
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
        """The rows of `texts`, one text after the other, in single precision, and how many each has.

        Shapes (rows, size) and (texts,). `read` is asked for what is not known yet; with `words`, a text that was kept
        without them is read again.
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
        """Of these texts only: what is no longer trained on is not kept."""
        return Embeddings(self.encoder, {key: self.rows[key] for text in texts if (key := _key(text)) in self.rows})

    def save(self, path: Path) -> None:
        """Writes one file."""
        from safetensors.torch import save_file

        tensors = {
            "sums": torch.tensor([list(key) for key in self.rows], dtype=torch.uint8),
            "lengths": torch.tensor([len(row) for row in self.rows.values()]),
            "vectors": torch.cat(list(self.rows.values())),
        }
        save_file(tensors, path, {"format": FORMAT, "encoder": self.encoder})


def fingerprint(encoder: Path) -> str:
    """A sum of what makes an encoder: its configuration, tokenizer and weights."""
    digest = hashlib.sha256()
    for file in sorted(encoder.glob("*.json")) + sorted(encoder.glob("*.safetensors")):
        with file.open("rb") as stream:
            digest.update(json.dumps([file.name, hashlib.file_digest(stream, "sha256").hexdigest()]).encode())
    return digest.hexdigest()


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()

"""The verifier, a cross-encoder in ONNX Runtime that judges if a passage supports a reply to a question."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from botkit.domain.errors import WeightsError
from botkit.domain.ports import Claimed

SHIPPED = Path(__file__).with_name("shipped") / "verifier"
"""The verifier that comes with botkit; docs/verifier.md says what it was trained on, and how good it is."""
INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def joined(question: str, reply: str, separator: str) -> str:
    """Join a reply to the question that it answers, in the form that a verifier reads."""
    return f"{question} {separator} {reply}"


@dataclass(frozen=True, slots=True)
class VerifierFolder:
    """The files of a verifier."""

    folder: Path

    @property
    def network(self) -> Path:
        """The network for ONNX Runtime."""
        return self.folder / "verifier.onnx"

    @property
    def tokenizer(self) -> Path:
        """The tokenizer (Hugging Face's tokenizers)."""
        return self.folder / "tokenizer.json"

    @property
    def settings(self) -> Path:
        """The JSON file with the length of its window in tokens, and with the calibration of its logits."""
        return self.folder / "verifier.json"


@dataclass(frozen=True, slots=True)
class Calibration:
    """The calibration from logits to probabilities: the logistic function of `slope` * logit + `bias` (Platt 1999)."""

    slope: float = 1.0
    bias: float = 0.0

    def probabilities(self, logits: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return the probability of each logit."""
        found: npt.NDArray[Any] = 1 / (1 + np.exp(-(self.slope * logits + self.bias)))
        return found


class OnnxVerifier:
    """A Verifier (botkit.domain.ports) from a folder, loaded on first use. Safe to share among threads."""

    def __init__(self, folder: Path = SHIPPED, *, threads: int = 0, batch: int = 16) -> None:
        self.folder = folder
        self._threads = threads
        self._batch = batch
        self._lock = Lock()
        self._loaded: _Loaded | None = None

    def support(self, question: str, claims: Sequence[Claimed]) -> list[float]:
        """Return the probability of each claim. Raises WeightsError if the folder holds no verifier."""
        with self._lock:
            loaded = self._loaded = self._loaded or _Loaded.of(VerifierFolder(self.folder), self._threads)
            texts = [(joined(question, claim.reply, loaded.separator), claim.passage) for claim in claims]
            order = sorted(range(len(texts)), key=lambda number: len(texts[number][1]))
            found = np.zeros(len(texts))
            for start in range(0, len(order), self._batch):
                some = order[start : start + self._batch]
                found[some] = loaded.probabilities([texts[number] for number in some])
        return [float(each) for each in found]


@dataclass(frozen=True, slots=True)
class _Loaded:
    session: Any
    tokenizer: Any
    separator: str
    calibration: Calibration

    @classmethod
    def of(cls, place: VerifierFolder, threads: int) -> _Loaded:
        import onnxruntime
        from tokenizers import Tokenizer

        try:
            settings = json.loads(place.settings.read_text(encoding="utf-8"))
            tokenizer = Tokenizer.from_file(str(place.tokenizer))
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = threads
            session = onnxruntime.InferenceSession(str(place.network), options, providers=["CPUExecutionProvider"])
            tokenizer.enable_truncation(settings["tokens"], strategy="longest_first")
            tokenizer.enable_padding()
            calibration = Calibration(**settings["calibration"])
            return cls(session, tokenizer, settings["separator"], calibration)
        except Exception as error:  # each library has its own exceptions for a missing or damaged file
            raise WeightsError(
                f"{place.folder}: holds no verifier ({type(error).__name__}); install botkit anew"
            ) from error

    def probabilities(self, texts: Sequence[tuple[str, str]]) -> npt.NDArray[Any]:
        """Return the probability of each pair of texts."""
        read = self.tokenizer.encode_batch(list(texts))
        rows = ([one.ids for one in read], [one.attention_mask for one in read], [one.type_ids for one in read])
        given = {name: np.array(row, dtype=np.int64) for name, row in zip(INPUTS, rows, strict=True)}
        (logits,) = self.session.run(None, given)
        return self.calibration.probabilities(logits)

"""A trained model: understands texts, and lives in a folder.

encoder/            the fine-tuned BERT and its tokenizer, as transformers' Auto classes load them
heads.safetensors   the intent head and the slot head
nlu.json            labels, synonyms, lookups, regexes, and how it was trained
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from intents.batches import Encoded, TextEncoder
from intents.data import TrainingData
from intents.errors import ModelError
from intents.features import Hints
from intents.network import JointNetwork
from intents.tagging import slots_of
from intents.types import Intent, Understanding

FORMAT = 1
BATCH = 32


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """Where the parts of a saved model lie."""

    root: Path

    @property
    def encoder(self) -> Path:
        """The encoder's own folder."""
        return self.root / "encoder"

    @property
    def heads(self) -> Path:
        """The heads' weights."""
        return self.root / "heads.safetensors"

    @property
    def description(self) -> Path:
        """Everything that is not a weight."""
        return self.root / "nlu.json"


class NluModel:
    """Intents and slots of a text, from one pass through one encoder. Safe to call from several threads."""

    def __init__(
        self,
        network: JointNetwork,
        tokenizer: Any,
        data: TrainingData,
        tags: Sequence[str],
        settings: Mapping[str, Any],
    ) -> None:
        self.network = network
        self.tokenizer = tokenizer
        self.intents = data.intents
        self.tags = tuple(tags)
        self.synonyms = dict(data.synonyms)
        self.lookups = dict(data.lookups)
        self.regexes = dict(data.regexes)
        self.settings = dict(settings)
        self._encoder = TextEncoder(tokenizer, Hints.of(self.lookups, self.regexes))

    def parse(self, text: str) -> Understanding:
        """The intents of `text`, most probable first, and its slots."""
        return self.parse_many([text])[0]

    def parse_many(self, texts: Sequence[str]) -> list[Understanding]:
        """`parse` for several texts, in batches of texts of like length."""
        encoded = self._encoder.encode(texts)
        order = sorted(range(len(texts)), key=lambda i: len(encoded[i].tokens))
        found: dict[int, Understanding] = {}
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            found |= zip(rows, self._read([(texts[i], encoded[i]) for i in rows]), strict=True)
        return [found[i] for i in range(len(texts))]

    def _read(self, items: Sequence[tuple[str, Encoded]]) -> list[Understanding]:
        with torch.inference_mode():
            intents, tags = self.network(self._encoder.batch([encoded for _, encoded in items]))
            probabilities = intents.softmax(-1).tolist()
            scores = tags.log_softmax(-1).numpy()
        return [
            Understanding(
                text,
                tuple(
                    Intent(name, confidence)
                    for confidence, name in sorted(zip(row, self.intents, strict=True), reverse=True)
                ),
                slots_of(text, encoded.words, scores[i, : len(encoded.words)], self.tags, self.synonyms),
            )
            for i, ((text, encoded), row) in enumerate(zip(items, probabilities, strict=True))
        ]

    def save(self, folder: Path) -> None:
        """Writes the model into `folder`, which must exist and be empty."""
        from safetensors.torch import save_file

        parts = ModelFolder(folder)
        self.network.encoder.save_pretrained(parts.encoder)
        self.tokenizer.save_pretrained(parts.encoder)
        save_file({name: value.contiguous() for name, value in self.network.head_tensors().items()}, parts.heads)
        description = {
            "format": FORMAT,
            "intents": self.intents,
            "tags": self.tags,
            "synonyms": self.synonyms,
            "lookups": self.lookups,
            "regexes": self.regexes,
            "settings": self.settings,
        }
        parts.description.write_text(json.dumps(description, ensure_ascii=False, indent=1), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> NluModel:
        """Reads a model that `save` wrote. Raises ModelError if the folder holds none, or one of another format."""
        from safetensors import SafetensorError
        from safetensors.torch import load_file

        parts = ModelFolder(folder)
        try:
            description = json.loads(parts.description.read_text(encoding="utf-8"))
            if description["format"] != FORMAT:
                raise ModelError(f"its format is {description['format']}, this version reads {FORMAT}")
            data = TrainingData((), description["synonyms"], description["lookups"], description["regexes"])
            bert, tokenizer = load_encoder(parts.encoder)
            tags, intents = description["tags"], description["intents"]
            hints = Hints.of(data.lookups, data.regexes)
            network = JointNetwork(bert, len(intents), len(tags), hints.width)
            missing = network.load_state_dict(load_file(parts.heads), strict=False)
            if missing.unexpected_keys or any(not key.startswith("encoder.") for key in missing.missing_keys):
                raise ModelError("the heads do not fit the encoder")
        except (OSError, ValueError, KeyError, RuntimeError, SafetensorError, ModelError) as error:
            raise ModelError(f"{folder}: no usable NLU model: {str(error).splitlines()[0]}; train it again") from error
        model = cls(network.eval(), tokenizer, data, tags, description["settings"])
        model.intents = tuple(intents)
        return model


def load_encoder(folder: Path) -> tuple[Any, Any]:
    """The encoder and the tokenizer in a local folder: safetensors only, and no code that came with them.

    Raises ModelError if there is none.
    """
    from transformers import AutoModel, AutoTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # our own progress bar shows what takes time
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        encoder = AutoModel.from_pretrained(folder, local_files_only=True, use_safetensors=True)
    except (OSError, ValueError) as error:
        raise ModelError(f"{folder}: no usable encoder: {str(error).splitlines()[0]}") from error
    return encoder, tokenizer

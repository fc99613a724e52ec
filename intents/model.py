"""A trained model and the folder in which it is stored.

encoder/                 the encoder and its tokenizer, as transformers' Auto classes load them
heads.safetensors        the intent head, the slot head, and the out-of-scope statistics
nlu.json                 labels, synonyms, lookups, regexes, calibration, and the training settings
embeddings.safetensors   the frozen encoder's vectors of the examples (only for the trainer `linear`)
network.onnx             encoder, heads and scope for ONNX Runtime (only for the runtimes `onnx` and `onnx-int8`)
README.md                the model card
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from intents import crf
from intents.batches import Encoded, TextEncoder
from intents.card import model_card
from intents.description import Description
from intents.embeddings import Embeddings
from intents.errors import ModelError
from intents.features import Hints
from intents.microbatcher import MicroBatcher
from intents.network import JointNetwork, KernelHead
from intents.runtime import OnnxRuntime, Runtime, RuntimeName, TorchRuntime, export
from intents.scope import Scope
from intents.tagging import slots_of
from intents.types import Abstention, Intent, Understanding

BATCH = 32

STRANGE = 0.05
"""The familiarity below which the model abstains: one in twenty utterances of its own intents counts as out of
scope."""


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """The layout of a saved model's folder."""

    root: Path

    @property
    def encoder(self) -> Path:
        """The folder of the encoder and its tokenizer."""
        return self.root / "encoder"

    @property
    def heads(self) -> Path:
        """The weights of everything but the encoder."""
        return self.root / "heads.safetensors"

    @property
    def description(self) -> Path:
        """The description: everything but weights."""
        return self.root / "nlu.json"

    @property
    def embeddings(self) -> Path:
        """The frozen encoder's vectors of the examples."""
        return self.root / "embeddings.safetensors"

    @property
    def network(self) -> Path:
        """The whole computation for ONNX Runtime."""
        return self.root / "network.onnx"

    @property
    def card(self) -> Path:
        """The model card."""
        return self.root / "README.md"


class NluModel:
    """A model of intents and slots that share one pass through one encoder. Concurrent calls of `parse` share passes.

    `precision` (0 to 1) is the share of intents acted on that should be right: if the confidence does not promise that
    much, an understanding abstains. At 0, low confidence is no reason to abstain.
    """

    def __init__(
        self,
        network: JointNetwork,
        scope: Scope,
        tokenizer: Any,
        description: Description,
        *,
        embeddings: Embeddings | None = None,
        precision: float = 0.0,
        runtime: Runtime | None = None,
    ) -> None:
        self.network = network
        self.scope = scope
        self.tokenizer = tokenizer
        self.description = description
        self.embeddings = embeddings or Embeddings("")
        self.threshold = description.calibration.threshold(precision) if precision else 0.0
        self._runtime = runtime or TorchRuntime(network, scope)
        self._encoder = TextEncoder(tokenizer, Hints.of(description.lookups, description.regexes))
        self._together = MicroBatcher(self.parse_many, BATCH)

    @property
    def intents(self) -> tuple[str, ...]:
        """The names of the intents, sorted."""
        return self.description.intents

    def parse(self, text: str) -> Understanding:
        """Return the understanding of `text`: its intents, most probable first, and its slots."""
        return self._together(text)

    def parse_many(self, texts: Sequence[str]) -> list[Understanding]:
        """Return the understandings of several texts, in batches of texts of similar length."""
        encoded = self._encoder.encode(texts)
        order = sorted(range(len(texts)), key=lambda i: len(encoded[i].tokens))
        found: dict[int, Understanding] = {}
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            found |= zip(rows, self._read([(texts[i], encoded[i]) for i in rows]), strict=True)
        return [found[i] for i in range(len(texts))]

    def vectors(self, texts: Sequence[str]) -> Tensor:
        """Return the vectors that separate intents: unit rows, shape (texts, size), with the cosine as dot product."""
        encoded = self._encoder.encode(texts)
        with torch.inference_mode():
            parts = [
                self.network(self._encoder.batch(encoded[start : start + BATCH])).pooled
                for start in range(0, len(encoded), BATCH)
            ]
            return nn.functional.normalize(torch.cat(parts), dim=-1)

    def _read(self, items: Sequence[tuple[str, Encoded]]) -> list[Understanding]:
        calibration = self.description.calibration
        transitions = self.network.transitions.detach().numpy()
        answer = self._runtime.run(self._encoder.batch([encoded for _, encoded in items]))
        probabilities = calibration.probabilities(answer.intents).tolist()
        familiarity = self.scope.familiarity(answer.likeness).tolist()
        found = []
        for i, (text, encoded) in enumerate(items):
            ranked = sorted(zip(probabilities[i], self.intents, strict=True), reverse=True)
            found.append(
                Understanding(
                    text,
                    tuple(Intent(name, confidence) for confidence, name in ranked),
                    slots_of(
                        text,
                        encoded.words,
                        answer.tags[i, : len(encoded.words)],
                        self.description.tags,
                        self.description.value,
                        transitions=transitions,
                    ),
                    familiarity=familiarity[i],
                    abstains=self._abstention(ranked[0][0], familiarity[i]),
                    several=calibration.several,
                )
            )
        return found

    def _abstention(self, confidence: float, familiarity: float) -> Abstention | None:
        if familiarity < STRANGE:
            return Abstention.OUT_OF_SCOPE
        unsure = not self.description.calibration.several and confidence < self.threshold
        return Abstention.UNSURE if unsure else None

    def save(self, folder: Path, runtime: RuntimeName = "torch") -> None:
        """Write the model into `folder`, which must exist and be empty, with the files that `runtime` needs.

        Raises ModelError if these cannot be made.
        """
        from safetensors.torch import save_file

        parts = ModelFolder(folder)
        self.network.encoder.save_pretrained(parts.encoder)
        self.tokenizer.save_pretrained(parts.encoder)
        tensors = self.network.head_tensors() | {f"scope.{name}": v for name, v in self.scope.state_dict().items()}
        save_file({name: value.contiguous() for name, value in tensors.items()}, parts.heads)
        parts.description.write_text(self.description.written(), encoding="utf-8")
        parts.card.write_text(model_card(self.description), encoding="utf-8")
        if self.embeddings.rows:
            self.embeddings.save(parts.embeddings)
        if runtime != "torch":
            export(self.network, self.scope, parts.network, int8=runtime == "onnx-int8")

    @classmethod
    def load(cls, folder: Path, precision: float = 0.0) -> NluModel:
        """Load a model that `save` wrote, with the runtime that it was saved for.

        Raises ModelError if the folder holds no model, one in another format, or one whose runtime is not installed.
        """
        from safetensors import SafetensorError
        from safetensors.torch import load_file

        parts = ModelFolder(folder)
        try:
            description = Description.read(parts.description.read_text(encoding="utf-8"))
            encoder, tokenizer = load_encoder(parts.encoder)
            tensors = load_file(parts.heads)
            # Models saved before transitions were trained only know the legal ones.
            tensors.setdefault("transitions", crf.legal(description.tags, []))
            network, scope = _empty(encoder, description, tensors)
            of_scope = {name: tensors.pop(name) for name in list(tensors) if name.startswith("scope.")}
            scope.load_state_dict({name.removeprefix("scope."): value for name, value in of_scope.items()})
            missing = network.load_state_dict(tensors, strict=False)
            if missing.unexpected_keys or any(not key.startswith("encoder.") for key in missing.missing_keys):
                raise ModelError("the heads do not fit the encoder")
            runtime = OnnxRuntime(parts.network) if parts.network.exists() else None
        except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError, ModelError) as error:
            raise ModelError(f"{folder}: no usable NLU model: {str(error).splitlines()[0]}; train it again") from error
        return cls(network.eval(), scope.eval(), tokenizer, description, precision=precision, runtime=runtime)


def _empty(encoder: Any, description: Description, tensors: dict[str, torch.Tensor]) -> tuple[JointNetwork, Scope]:
    """Return a network and a scope with the saved shapes."""
    size, intents = encoder.config.hidden_size, len(description.intents)
    hints = Hints.of(description.lookups, description.regexes)
    head: nn.Module
    if description.settings["trainer"] != "finetune":
        head = KernelHead(size, intents, len(tensors["intent_head.landmarks"]))
    else:
        head = nn.Linear(size, intents)
    scope = Scope(size, intents, len(tensors["scope.held_out"]))
    return JointNetwork(encoder, head, len(description.tags), hints.width), scope


def load_encoder(folder: Path) -> tuple[Any, Any]:
    """Load the encoder and the tokenizer from a local folder: safetensors only, and no code that comes with them.

    Raises ModelError if there are none.
    """
    from transformers import AutoModel, AutoTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # our own progress bar shows slow steps
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        encoder = AutoModel.from_pretrained(folder, local_files_only=True, use_safetensors=True)
    except (OSError, ValueError) as error:
        raise ModelError(f"{folder}: no usable encoder: {str(error).splitlines()[0]}") from error
    return encoder, tokenizer

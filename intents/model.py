"""A trained model: understands texts, and lives in a folder.

encoder/                 the encoder and its tokenizer, as transformers' Auto classes load them
heads.safetensors        the intent head, the slot head, and what out-of-scope texts are told by
nlu.json                 labels, synonyms, lookups, regexes, calibration, and how it was trained
embeddings.safetensors   what the frozen encoder said of the examples (of the trainer `linear` alone)
network.onnx             encoder, heads and scope for ONNX Runtime (of the runtimes `onnx` and `onnx-int8` alone)
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
"""Of utterances of the model's own intents, one in twenty is taken for out of scope: what is less familiar abstains."""


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
        """The weights that are not the encoder's."""
        return self.root / "heads.safetensors"

    @property
    def description(self) -> Path:
        """Everything that is not a weight."""
        return self.root / "nlu.json"

    @property
    def embeddings(self) -> Path:
        """What the frozen encoder said of the examples."""
        return self.root / "embeddings.safetensors"

    @property
    def network(self) -> Path:
        """Everything that is computed, for ONNX Runtime."""
        return self.root / "network.onnx"

    @property
    def card(self) -> Path:
        """The model card."""
        return self.root / "README.md"


class NluModel:
    """Intents and slots of a text, from one pass through one encoder. Threads that call `parse` at once share passes.

    `precision` (0 to 1) is how often intents that are acted on should be right: where the confidence does not promise
    that, an understanding abstains. At 0 it does not for want of confidence.
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
        """The intents of `text`, most probable first, and its slots."""
        return self._together(text)

    def parse_many(self, texts: Sequence[str]) -> list[Understanding]:
        """`parse` for several texts, in batches of texts of like length."""
        encoded = self._encoder.encode(texts)
        order = sorted(range(len(texts)), key=lambda i: len(encoded[i].tokens))
        found: dict[int, Understanding] = {}
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            found |= zip(rows, self._read([(texts[i], encoded[i]) for i in rows]), strict=True)
        return [found[i] for i in range(len(texts))]

    def vectors(self, texts: Sequence[str]) -> Tensor:
        """What tells intents apart: rows of unit length, shape (texts, size); alike texts have a high product."""
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
                        self.description.synonyms,
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
        """Writes the model into `folder`, which must exist and be empty, with what `runtime` needs.

        Raises ModelError if that cannot be made.
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
        """Reads a model that `save` wrote, to be run by what it was saved for.

        Raises ModelError if the folder holds none, one of another format, or one whose runtime is not installed.
        """
        from safetensors import SafetensorError
        from safetensors.torch import load_file

        parts = ModelFolder(folder)
        try:
            description = Description.read(parts.description.read_text(encoding="utf-8"))
            encoder, tokenizer = load_encoder(parts.encoder)
            tensors = load_file(parts.heads)
            # Models that were saved before transitions were learnt know only which are legal.
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
    """A network and a scope of the shapes that were saved."""
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

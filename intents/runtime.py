"""The runtimes of a network: torch, or ONNX Runtime, which takes a third of the time for one short text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from intents.batches import Batch
from intents.errors import ModelError
from intents.network import JointNetwork
from intents.scope import Scope

RuntimeName = Literal["torch", "onnx", "onnx-int8"]
"""`onnx` gives the same results as `torch`. `onnx-int8` uses 8-bit integers: faster, and slightly less exact."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Answer:
    """A network's answer for a batch.

    Logits of intents (texts, intents) and of tags (texts, words, tags), and the similarity of texts to the training
    data.
    """

    intents: Floats
    tags: Floats
    likeness: Floats


class Runtime(Protocol):
    """A runtime for trained networks."""

    def run(self, batch: Batch) -> Answer:
        """Return the answer for a batch."""
        ...


class Whole(nn.Module):
    """Network and scope as one module, from tensors to tensors."""

    def __init__(self, network: JointNetwork, scope: Scope) -> None:
        super().__init__()
        self.network = network
        self.scope = scope

    def forward(self, tokens: Tensor, mask: Tensor, heads: Tensor, hints: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return the intents, the tags, and the likeness."""
        output = self.network(Batch(tokens, mask, heads, hints))
        return output.intents, output.tags, self.scope.likeness(output.pooled)


class TorchRuntime:
    """A runtime that runs the network in torch."""

    def __init__(self, network: JointNetwork, scope: Scope) -> None:
        self._whole = Whole(network, scope).eval()

    def run(self, batch: Batch) -> Answer:
        """Return the answer for a batch."""
        with torch.inference_mode():
            return Answer(*(part.numpy() for part in self._whole(batch.tokens, batch.mask, batch.heads, batch.hints)))


INPUTS = ("tokens", "mask", "heads", "hints")
OUTPUTS = ("intents", "tags", "likeness")


class OnnxRuntime:
    """A runtime for a network that `export` wrote. Raises ModelError if the file or the package is missing."""

    def __init__(self, path: Path) -> None:
        try:
            import onnxruntime
        except ImportError as error:
            raise ModelError("onnxruntime is not installed; it comes with botkit's extra 'fast'") from error
        if not path.is_file():
            raise ModelError(f"{path} is missing")
        self._session: Any = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        self._inputs = [given.name for given in self._session.get_inputs()]

    def run(self, batch: Batch) -> Answer:
        """Return the answer for a batch."""
        given = {name: getattr(batch, name).numpy() for name in self._inputs}  # without hints, they are no input
        return Answer(*self._session.run(list(OUTPUTS), given))


def export(network: JointNetwork, scope: Scope, path: Path, *, int8: bool) -> None:
    """Export the network for ONNX Runtime to `path`.

    Raises ModelError if a package is missing, or if the encoder cannot be exported.
    """
    import warnings

    try:
        import onnx  # noqa: F401 - the exporter needs it, and so does the quantization
        import onnxruntime  # noqa: F401
        import onnxscript  # noqa: F401
    except ImportError as error:
        raise ModelError(f"{error.name} is not installed; it comes with botkit's extra 'fast'") from error
    whole = Whole(network, scope).eval()
    hints = network.slot_head.in_features - network.encoder.config.hidden_size
    texts, pieces, words = (torch.export.Dim(name) for name in ("texts", "pieces", "words"))
    example = (
        torch.ones(2, 7, dtype=torch.long),
        torch.ones(2, 7, dtype=torch.long),
        torch.ones(2, 5, dtype=torch.long),
        torch.zeros(2, 5, hints),
    )
    axes = ({0: texts, 1: pieces}, {0: texts, 1: pieces}, {0: texts, 1: words}, {0: texts, 1: words})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the exporter warns about its own deprecations
            torch.onnx.export(
                whole,
                example,
                path,
                input_names=list(INPUTS),
                output_names=list(OUTPUTS),
                dynamic_shapes=axes,
                external_data=False,
                verbose=False,
            )
    except Exception as error:  # the exporter raises any error of its passes
        raise ModelError(f"the encoder cannot be exported to ONNX: {str(error).splitlines()[0]}") from error
    if int8:
        _quantize(path)


def _quantize(path: Path) -> None:
    """Quantize weights to 8-bit integers, or 7-bit if the processor would overflow (AVX2), with a scale per column."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    exact = onnx.load(path)
    # Have the shapes inferred again: those that the exporter noted do not fit weights that the quantization transposes.
    del exact.graph.value_info[:]
    quantize_dynamic(
        exact, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True, op_types_to_quantize=["MatMul"]
    )

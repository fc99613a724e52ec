"""The export of a verifier to the folder that `botkit.models.verifier` opens: 8-bit ONNX, with its calibration."""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch

from botkit.models.verifier import INPUTS, Calibration, VerifierFolder
from botkit.training.verifier.network import VerifierNetwork

ROUNDS = 200


def calibrated(logits: Sequence[float], supported: Sequence[bool]) -> Calibration:
    """Fit the logistic regression of the verdicts on the logits (Platt 1999)."""
    scores, wanted = torch.tensor(logits), torch.tensor(supported, dtype=torch.float)
    weights = torch.tensor([1.0, 0.0], requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=ROUNDS)

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        value = torch.nn.functional.binary_cross_entropy_with_logits(weights[0] * scores + weights[1], wanted)
        value.backward()  # type: ignore[no-untyped-call]  # torch has no types for it
        return value

    optimizer.step(loss)  # type: ignore[no-untyped-call]  # torch has no types for it
    slope, bias = weights.tolist()
    return Calibration(slope, bias)


def export(network: VerifierNetwork, encoder: Path, folder: Path, calibration: Calibration, tokens: int) -> None:
    """Write the network with the tokenizer of `encoder` into `folder`."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    folder.mkdir(parents=True, exist_ok=True)
    place = VerifierFolder(folder)
    texts, pieces = torch.export.Dim("texts"), torch.export.Dim("pieces")
    example = tuple(torch.ones(2, 7, dtype=torch.long) for _ in INPUTS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter warns about its own deprecations
        torch.onnx.export(
            network.eval(),
            example,
            place.network,
            input_names=list(INPUTS),
            output_names=["logits"],
            dynamic_shapes=tuple({0: texts, 1: pieces} for _ in INPUTS),
            external_data=False,
            verbose=False,
        )
    exact = onnx.load(place.network)
    del exact.graph.value_info[:]  # inferred again: those recorded do not fit the weights that quantization transposes
    quantize_dynamic(
        exact,
        place.network,
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,  # 7 bits, as products of 8 overflow on processors with AVX2 alone
        op_types_to_quantize=["MatMul", "Gather"],
    )
    from transformers import AutoTokenizer

    tokenizer: Any = AutoTokenizer.from_pretrained(str(encoder), trust_remote_code=False)
    tokenizer.backend_tokenizer.no_truncation()
    tokenizer.backend_tokenizer.no_padding()
    tokenizer.backend_tokenizer.save(str(place.tokenizer))
    settings = {"tokens": tokens, "separator": tokenizer.sep_token, "calibration": asdict(calibration)}
    place.settings.write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")


def balanced(probabilities: Sequence[float], supported: Sequence[bool], bar: float = 0.5) -> tuple[float, float]:
    """Return the shares of supported and of unsupported replies whose probability reaches the bar."""
    scores, wanted = np.array(probabilities), np.array(supported)
    return float((scores[wanted] >= bar).mean()), float((scores[~wanted] >= bar).mean())

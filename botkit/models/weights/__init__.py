"""Pretrained weights: the register of known models, their sources, and the checks that their bytes are right."""

from botkit.models.weights.register import KnownModel, Pin, Register
from botkit.models.weights.weights import Listed, Weights

__all__ = ["KnownModel", "Listed", "Pin", "Register", "Weights"]

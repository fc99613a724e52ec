"""Pretrained weights: what is known of them, where their bytes come from, and that they are the right bytes."""

from botkit.models.weights.register import KnownModel, Pin, Register
from botkit.models.weights.weights import Listed, Weights

__all__ = ["KnownModel", "Listed", "Pin", "Register", "Weights"]

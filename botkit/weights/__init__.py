"""Pretrained weights: what is known of them, where their bytes come from, and that they are the right bytes."""

from botkit.weights.register import KnownModel, Pin, Register
from botkit.weights.weights import Listed, Weights

__all__ = ["KnownModel", "Listed", "Pin", "Register", "Weights"]

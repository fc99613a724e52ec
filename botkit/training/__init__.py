"""Training: everything that a bot learns from its folder."""

from botkit.training.index import audit_index, build_index
from botkit.training.selector import train_selector
from botkit.training.understanding import train_understanding, trained_from

__all__ = ["audit_index", "build_index", "train_selector", "train_understanding", "trained_from"]

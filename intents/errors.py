"""The errors of natural-language understanding.

IntentsError
├── DataError    training or test data: the message starts with `file:line`
└── ModelError   a folder that holds no usable model
"""

from __future__ import annotations


class IntentsError(Exception):
    """The root of the tree: catch it to catch everything that `intents` raises on purpose."""


class DataError(IntentsError):
    """Training or test data that cannot be used."""


class ModelError(IntentsError):
    """A trained model, or a pretrained encoder, that cannot be loaded."""

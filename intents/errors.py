"""What can go wrong with understanding, in words.

IntentsError
├── DataError    training or test data: the message starts with `file:line`
└── ModelError   a folder that holds no usable model
"""

from __future__ import annotations


class IntentsError(Exception):
    """The root: catch it to catch everything that `intents` raises on purpose."""


class DataError(IntentsError):
    """Training or test data that cannot be used."""


class ModelError(IntentsError):
    """A trained model, or the encoder to train from, cannot be loaded."""

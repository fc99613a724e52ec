"""Natural-language understanding: a fine-tuned BERT for intents and slots, with its training and evaluation.

    from intents.model import NluModel
    from intents.rasa import read_training_data
    from intents.trainer import TrainSettings, train

This package knows nothing about bots: it depends only on torch and transformers, and importing it loads neither.
"""

from intents.errors import DataError, IntentsError, ModelError
from intents.types import Example, Intent, Slot, Understanding

__all__ = ["DataError", "Example", "Intent", "IntentsError", "ModelError", "Slot", "Understanding"]

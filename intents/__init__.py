"""Text in, understanding out: a fine-tuned BERT for intents and slots, its training and its evaluation.

    from intents.model import NluModel
    from intents.rasa import read_training_data
    from intents.trainer import TrainSettings, train

This package knows no bot: it stands on torch and transformers alone, and importing it loads neither.
"""

from intents.errors import DataError, IntentsError, ModelError
from intents.types import Example, Intent, Slot, Understanding

__all__ = ["DataError", "Example", "Intent", "IntentsError", "ModelError", "Slot", "Understanding"]

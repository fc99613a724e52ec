"""Examples that a tiny model can learn."""

import pytest

from intents.data import TrainingData
from intents.rasa import parse_example

EXAMPLES = {
    "pay": ["pay [Anna](payee)", "send money to [Anna](payee)", "pay [Anna](payee) now", "send [Anna](payee) money"],
    "lost": [
        "i lost my card",
        "my card is gone",
        "card stolen in [Leeds](city)",
        "lost it in [York](city) today",
        "lost it in [Hull](city) today",
        "lost it in [Ely](city) today",
    ],
    "hello": ["hello", "hi there", "good morning", "hello you"],
}


@pytest.fixture(scope="session")
def data() -> TrainingData:
    examples = tuple(
        parse_example(text, intent, f"test.yml:{i}")
        for intent, texts in EXAMPLES.items()
        for i, text in enumerate(texts)
    )
    return TrainingData(examples, {"leeds": "Leeds, UK"}, {"city": ("Leeds", "York", "Hull", "Ely", "Bath")}, {})


SENTENCES = {
    "lost": "i {} my card|my card is {}|someone has {} my card|the {} card|report a {} card",
    "limits": "how much {} can i withdraw|what is the limit for {}|the limit of {}|is there a {} limit|my {} limit",
    "hours": "when do you {}|what time do you {}|do you {} on saturday|hours when you {}|how long do you {}",
}
FILLERS = {
    "lost": ["lost", "stolen", "broken", "gone"],
    "limits": ["cash", "money", "credit", "atm"],
    "hours": ["open", "close", "work", "stop"],
}


@pytest.fixture(scope="session")
def sixty() -> TrainingData:
    """Enough examples to hold some out: 20 of each of three intents."""
    from intents.types import Example

    return TrainingData(
        tuple(
            Example(pattern.format(word), intent)
            for intent, patterns in SENTENCES.items()
            for pattern in patterns.split("|")
            for word in FILLERS[intent]
        )
    )

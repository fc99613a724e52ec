"""Examples from customers themselves: what they wrote, with what they said they meant when the bot asked.

Nothing is learned automatically: a person looks through them and takes the right ones into the training data.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from botkit.dialogue import DialogueSpec
from botkit.dialogue.policy.clarification import picked
from botkit.domain import Clarified
from intents.data import TrainingData
from intents.errors import DataError
from intents.exchange import write_data
from intents.rasa import read_training_data
from intents.types import Example, Understanding

FILE = Path("nlu") / "suggestions.yml"
"""The file in the bot's folder that accepted suggestions are added to."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An example for an intent, and how often customers gave it."""

    text: str
    intent: str
    times: int = 1


def suggestions(
    spec: DialogueSpec, clarified: Iterable[Clarified], known: Sequence[Example] = ()
) -> tuple[Suggestion, ...]:
    """Return what the answers suggest, most frequent first, without texts that are among the `known` examples.

    If customers meant different things by the same text, the most frequent one is suggested.
    """
    there = {example.text.casefold() for example in known}
    found: dict[str, Counter[str]] = {}
    texts: dict[str, str] = {}
    for one in clarified:
        text = " ".join(one.text.split())
        intent = _meant(spec, one)
        if intent is not None and text.casefold() not in there:
            found.setdefault(text.casefold(), Counter())[intent] += 1
            texts.setdefault(text.casefold(), text)
    best = [Suggestion(texts[key], *intents.most_common(1)[0]) for key, intents in found.items()]
    return tuple(sorted(best, key=lambda one: (-one.times, one.intent, one.text)))


def accept(bot: Path, accepted: Sequence[Suggestion]) -> Path:
    """Add the suggestions to the bot's training data and return the file. Raises DataError if it cannot be read."""
    path = bot / FILE
    before = read_training_data([path]).examples if path.exists() else ()
    added = tuple(Example(one.text, one.intent) for one in accepted)
    for example in added:
        if any(character in example.text for character in "[]"):
            raise DataError(f"'{example.text}' has square brackets, which mark slots; write it into {path} by hand")
    path.parent.mkdir(exist_ok=True)
    draft = path.with_suffix(".draft.yml")
    write_data(TrainingData((*before, *added)), draft, "rasa")
    draft.replace(path)
    return path


def _meant(spec: DialogueSpec, one: Clarified) -> str | None:
    """Return the intent that the answer picks from those offered; None if it picks none."""
    labels = {name: rule.label for name, rule in spec.intents.items() if rule.label}
    names = {label.casefold(): name for name, label in labels.items()}
    options = tuple(names[choice.casefold()] for choice in one.choices if choice.casefold() in names)
    return picked(Understanding(one.answer), options, labels, 1.0, spec.language) if options else None

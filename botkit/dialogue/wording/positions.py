"""A choice by its place: "the second one", "option 2"."""

from __future__ import annotations

from functools import cache

from botkit.dialogue.wording.lists import lists
from botkit.dialogue.wording.steering import Steering
from botkit.dialogue.wording.words import word_set, words


class Positions:
    """Reads places in a list of choices, in one language."""

    def __init__(self, language: str) -> None:
        found = lists(language, "choices")
        self._places = {word: int(place) for place, named in found["positions"].items() for word in word_set(named)}
        self._besides = word_set((*found["articles"], *found["nouns"])) | Steering.of(language).polite

    @staticmethod
    @cache
    def of(language: str) -> Positions:
        """Return the one for that language."""
        return Positions(language)

    def index(self, text: str, count: int) -> int | None:
        """Return the index among `count` choices of the place that the text names alone; -1 if there is none such.

        None where the text names no place.
        """
        said = words(text)
        places = [word for word in said if word in self._places or (len(word) == 1 and word.isdecimal())]
        if len(places) != 1 or not self._besides.issuperset(word for word in said if word != places[0]):
            return None
        place = self._places.get(places[0]) or int(places[0])
        index = count + place if place < 0 else place - 1
        return index if 0 <= index < count else -1

"""The mood of the speaker: a second, smaller model beside the one that understands."""

from __future__ import annotations

from dataclasses import replace

from botkit.domain.ports import Nlu
from intents.types import Understanding


class MoodfulNlu:
    """Understands with `nlu`, and adds the mood that `moods` finds; a `botkit.domain.ports.Nlu`."""

    def __init__(self, nlu: Nlu, moods: Nlu) -> None:
        self._nlu = nlu
        self._moods = moods

    def parse(self, text: str) -> Understanding:
        """Return the understanding of `text`, with its mood."""
        return replace(self._nlu.parse(text), mood=self._moods.parse(text).best)

"""Looking back at conversations."""

from __future__ import annotations

from typing import Protocol

from botkit.domain.day import Day
from botkit.domain.overview import Overview
from botkit.domain.ports.personal_data import PersonalData
from botkit.domain.ports.ratings import Ratings


class Archive(Ratings, PersonalData, Protocol):
    """A way to look back at conversations: to find and count them, with what people thought of them."""

    def find(self, words: str = "", *, unhelpful: bool = False, limit: int = 50) -> tuple[Overview, ...]:
        """Return conversations with all of the words in one message or its reply, or of that person, the latest first.

        With `unhelpful`, only those in which somebody said that a reply did not help.
        """
        ...

    def days(self, count: int) -> tuple[Day, ...]:
        """Return the last so many days until today (UTC), oldest first."""
        ...

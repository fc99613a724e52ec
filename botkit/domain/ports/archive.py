"""A port for looking back at conversations."""

from __future__ import annotations

from typing import Protocol

from botkit.domain.day import Day
from botkit.domain.overview import Overview
from botkit.domain.ports.personal_data import PersonalData
from botkit.domain.ports.ratings import Ratings


class Archive(Ratings, PersonalData, Protocol):
    """The archive of conversations: finds and counts them, and holds the feedback on them."""

    def find(self, words: str = "", *, unhelpful: bool = False, limit: int = 50) -> tuple[Overview, ...]:
        """Return the conversations with all of the words in one message or its reply, or of that person, latest first.

        With `unhelpful`, return only those with a reply that somebody rated as unhelpful.
        """
        ...

    def days(self, count: int) -> tuple[Day, ...]:
        """Return the last `count` days up to today (UTC), oldest first."""
        ...

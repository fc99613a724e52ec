"""Lookup of the people on Slack."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from cachetools import LRUCache

from botkit.domain import StaffMember
from botkit.domain.errors import ConnectorError
from connectors.slack.refusals import plain_words
from connectors.slack.workspaces import Workspaces

logger = logging.getLogger(__name__)

REMEMBERED = 5_000


@dataclass(frozen=True, slots=True)
class Person:
    """A user of Slack: how others see them, and where they are; "" where Slack doesn't say."""

    id: str
    name: str = ""
    timezone: str = ""
    locale: str = ""


class People:
    """The people on Slack, each asked about once (needs the scope users:read; without it, people are their ids)."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces
        self._known: LRUCache[tuple[str, str], Person] = LRUCache(REMEMBERED)
        self._lock = Lock()

    def staff(self, address: Mapping[str, str], user: str) -> StaffMember:
        """Return somebody of the staff."""
        return StaffMember(user, self.find(address.get("team", ""), user).name or user, "slack")

    def find(self, team: str, user: str) -> Person:
        """Return the person."""
        with self._lock:
            known = self._known.get((team, user))
        if known is not None:
            return known
        person = self._ask(team, user)
        if person is None:
            return Person(user)
        with self._lock:
            self._known[team, user] = person
        return person

    def _ask(self, team: str, user: str) -> Person | None:
        try:
            with plain_words("Slack did not say who somebody is (users.info)"):
                found = self._workspaces.of(team).client.users_info(user=user, include_locale=True)["user"]
        except ConnectorError as error:
            logger.debug("%s", error)
            return None
        profile = found.get("profile", {})
        name = profile.get("display_name") or profile.get("real_name") or ""
        return Person(user, name, timezone=found.get("tz") or "", locale=found.get("locale") or "")

"""The bot as its staff see it."""

from __future__ import annotations

from typing import Protocol

from botkit.domain.ports.accounts import Accounts
from botkit.domain.ports.archive import Archive
from botkit.domain.ports.hand_offs import HandOffs
from botkit.domain.ports.past_turns import PastTurns
from botkit.domain.ports.secrets import Secrets


class StaffService(PastTurns, Secrets, Protocol):
    """The bot as a connector for staff sees it."""

    @property
    def accounts(self) -> Accounts:
        """The accounts of the staff members who may sign in."""
        ...

    @property
    def archive(self) -> Archive:
        """The archive of past conversations."""
        ...

    @property
    def hand_offs(self) -> HandOffs | None:
        """Conversations handed off to people; None if bot.yaml has no section `hand_off`."""
        ...

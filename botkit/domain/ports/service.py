"""The bot as connectors see it, and as a program that runs it in its own process does."""

from __future__ import annotations

from typing import Protocol

from botkit.domain.ports.media_readers import MediaReaders
from botkit.domain.ports.message_intake import MessageIntake
from botkit.domain.ports.participation import Participation
from botkit.domain.ports.staff_service import StaffService
from botkit.domain.ports.vault import Vault


class Service(MessageIntake, Participation, MediaReaders, StaffService, Protocol):
    """The bot as connectors see it. A part of a connector names the smaller port that it needs.

    `botkit.runtime.Runtime` implements it.
    """

    @property
    def vault(self) -> Vault | None:
        """The storage for other services' secrets; None if bot.yaml names no key (`privacy.key_env`)."""
        ...

"""Everything that must not be lost, in one place."""

from __future__ import annotations

from typing import Protocol

from botkit.domain.ports.accounts import Accounts
from botkit.domain.ports.archive import Archive
from botkit.domain.ports.hand_off_store import HandOffStore
from botkit.domain.ports.history import History
from botkit.domain.ports.inbox import Inbox
from botkit.domain.ports.leases import Leases
from botkit.domain.ports.outbox import Outbox
from botkit.domain.ports.participation import Participation
from botkit.domain.ports.previews import Previews
from botkit.domain.ports.retention import Retention
from botkit.domain.ports.secrets import Secrets
from botkit.domain.ports.turns import Turns
from botkit.domain.ports.vault import Vault


class Store(Protocol):
    """Everything that must not be lost, in one place: for whoever composes a bot. A part of one names what it uses.

    Each method of what is in it is one short transaction. It raises StoreError if the database fails, StoreAway if it
    may succeed when tried again. What failed was not done, but for one case: if the connection breaks just then, it is
    done and fails nevertheless.
    """

    @property
    def inbox(self) -> Inbox:
        """The messages that wait for an answer."""
        ...

    @property
    def leases(self) -> Leases:
        """The claims on conversations."""
        ...

    @property
    def turns(self) -> Turns:
        """The record that turns are added to."""
        ...

    @property
    def history(self) -> History:
        """The turns so far."""
        ...

    @property
    def previews(self) -> Previews:
        """The places where replies are shown while they are made."""
        ...

    @property
    def outbox(self) -> Outbox:
        """The replies on their way out."""
        ...

    @property
    def hand_offs(self) -> HandOffStore:
        """Conversations with people."""
        ...

    @property
    def participation(self) -> Participation:
        """The conversations in which the bot takes part."""
        ...

    @property
    def retention(self) -> Retention:
        """The end of what is too old."""
        ...

    @property
    def archive(self) -> Archive:
        """The conversations so far, to look back at."""
        ...

    @property
    def accounts(self) -> Accounts:
        """The accounts of those of the team who may sign in."""
        ...

    @property
    def secrets(self) -> Secrets:
        """Random bytes that all processes share."""
        ...

    @property
    def vault(self) -> Vault | None:
        """The place where others' secrets are kept; None without a key to encrypt them with."""
        ...

"""A port for durable storage."""

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
    """All durable data in one place, for the code that assembles a bot. Its parts name the smaller ports they use.

    Each method of its parts is one short transaction. It raises StoreError if the database fails, and StoreAway if a
    retry may succeed. A call that failed has changed nothing, with one exception: if the connection breaks during the
    commit, the change may have been made even though the call fails.
    """

    @property
    def inbox(self) -> Inbox:
        """The messages that are waiting for an answer."""
        ...

    @property
    def leases(self) -> Leases:
        """The claims on conversations."""
        ...

    @property
    def turns(self) -> Turns:
        """The record to which turns are added."""
        ...

    @property
    def history(self) -> History:
        """The turns so far."""
        ...

    @property
    def previews(self) -> Previews:
        """The previews of replies that are being written."""
        ...

    @property
    def outbox(self) -> Outbox:
        """The replies that are still to be delivered."""
        ...

    @property
    def hand_offs(self) -> HandOffStore:
        """Conversations handed off to people."""
        ...

    @property
    def participation(self) -> Participation:
        """The conversations in which the bot takes part."""
        ...

    @property
    def retention(self) -> Retention:
        """The deletion of data that is too old."""
        ...

    @property
    def archive(self) -> Archive:
        """The archive of past conversations."""
        ...

    @property
    def accounts(self) -> Accounts:
        """The accounts of the staff members who may sign in."""
        ...

    @property
    def secrets(self) -> Secrets:
        """Random bytes shared by all processes."""
        ...

    @property
    def vault(self) -> Vault | None:
        """The storage for other services' secrets; None without a key to encrypt them with."""
        ...

"""The SQL store: one database for all durable data."""

from __future__ import annotations

from datetime import timedelta

from botkit.domain.ports import Redact
from botkit.store.accounts import SqlAccounts
from botkit.store.archive import SqlArchive
from botkit.store.confidential import Confidential
from botkit.store.database import Database
from botkit.store.hand_offs import SqlHandOffs
from botkit.store.history import SqlHistory
from botkit.store.inbox import Capacity, SqlInbox
from botkit.store.leases import LEASE_SECONDS, SqlLeases
from botkit.store.outbox import SqlOutbox
from botkit.store.participation import SqlParticipation
from botkit.store.previews import SqlPreviews
from botkit.store.retention import SqlRetention
from botkit.store.secrets import SqlSecrets
from botkit.store.turns import SqlTurns
from botkit.store.vault import SqlVault


class SqlStore:
    """A `botkit.domain.ports.Store` in the database at `url`, which is opened and migrated. Raises StoreError.

    `redact` removes anything that must never be stored from a message before it is written; `keys` encrypt the values
    that a form needs nevertheless (see `Confidential`). A claim that was not committed or renewed within
    `lease_seconds` may be taken by another process, and likewise a reserved delivery after `delivery_seconds`. At most
    `max_waiting` messages wait for an answer, at most `max_waiting_here` in one conversation, and at most
    `max_waiting_of_tenant` of one tenant.
    """

    def __init__(
        self,
        url: str,
        redact: Redact,
        *,
        keys: str = "",
        lease_seconds: float = LEASE_SECONDS,
        delivery_seconds: float = 60,
        max_waiting: int = 1_000,
        max_waiting_here: int = 20,
        max_waiting_of_tenant: int | None = None,
    ) -> None:
        confidential = Confidential(redact, keys)
        self._database = database = Database.open(url)
        reserved = timedelta(seconds=delivery_seconds)
        capacity = Capacity(max_waiting, max_waiting_here, max_waiting_of_tenant or max_waiting)
        lease = timedelta(seconds=lease_seconds)
        self.inbox = SqlInbox(database, confidential, capacity)
        self.leases = SqlLeases(database, confidential, lease=lease, most_merged=max_waiting_here)
        self.turns = SqlTurns(database, confidential, reserved=reserved)
        self.history = SqlHistory(database)
        self.previews = SqlPreviews(database)
        self.outbox = SqlOutbox(database, reserved=reserved)
        self.hand_offs = SqlHandOffs(database, confidential)
        self.participation = SqlParticipation(database)
        self.retention = SqlRetention(database)
        self.archive = SqlArchive(database, redact)
        self.accounts = SqlAccounts(database)
        self.secrets = SqlSecrets(database)
        self.vault = SqlVault(database, confidential) if confidential.has_key else None

    def close(self) -> None:
        """Close the connections to the database."""
        self._database.close()

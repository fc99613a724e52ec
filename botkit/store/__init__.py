"""Conversations in SQL: accepted messages, turns, and the outbox."""

from botkit.store.database import Database, upgrade
from botkit.store.health import Health, check
from botkit.store.people import Erasure, erase, export
from botkit.store.sql_store import SqlStore

__all__ = ["Database", "Erasure", "Health", "SqlStore", "check", "erase", "export", "upgrade"]

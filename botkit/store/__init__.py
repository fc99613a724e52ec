"""Conversations in SQL: what was accepted, what was answered, and what is still on its way out."""

from botkit.store.database import Database, upgrade
from botkit.store.health import Health, check
from botkit.store.people import Erasure, erase, export
from botkit.store.sql_store import SqlStore

__all__ = ["Database", "Erasure", "Health", "SqlStore", "check", "erase", "export", "upgrade"]

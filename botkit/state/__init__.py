"""Conversations in SQL: what was accepted, what was answered, and what is still on its way out."""

from botkit.state.database import Database, upgrade
from botkit.state.store import SqlStore

__all__ = ["Database", "SqlStore", "upgrade"]

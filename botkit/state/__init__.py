"""Conversations in SQL: what was accepted, what was answered, and what is still on its way out."""

from botkit.state.database import Database, upgrade
from botkit.state.health import Health, check
from botkit.state.people import Erasure, erase, export
from botkit.state.store import SqlStore

__all__ = ["Database", "Erasure", "Health", "SqlStore", "check", "erase", "export", "upgrade"]

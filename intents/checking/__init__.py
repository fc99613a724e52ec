"""Checks of training data for likely mistakes."""

from intents.checking.finding import Finding
from intents.checking.findings import check_data

__all__ = ["Finding", "check_data"]

"""What is likely to be wrong with training data, and where."""

from intents.checking.finding import Finding
from intents.checking.findings import check_data

__all__ = ["Finding", "check_data"]

"""Evaluation reports: curves, comparisons with another model, and a page with charts."""

from intents.reporting.comparison import Comparison, compare
from intents.reporting.page import page
from intents.reporting.predictions import Predictions, cross_validate

__all__ = ["Comparison", "Predictions", "compare", "cross_validate", "page"]

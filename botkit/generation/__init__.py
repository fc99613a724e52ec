"""Replies out of passages: generators, the reader that finds the quotes, and the gate that keeps models honest."""

from botkit.generation.gate import GroundingGate, Verdict
from botkit.generation.quotes import Quote, best_quotes
from botkit.generation.writer import GroundedWriter

__all__ = ["GroundedWriter", "GroundingGate", "Quote", "Verdict", "best_quotes"]

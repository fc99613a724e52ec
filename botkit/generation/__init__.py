"""Replies out of passages: generators, the reader that finds the quotes, and the gate that keeps models honest."""

from botkit.generation.gate import GroundingGate, Verdict
from botkit.generation.quotes import Quote, best_quotes
from botkit.generation.reader import Reader
from botkit.generation.trust import Trust
from botkit.generation.writer import GroundedWriter

__all__ = ["GroundedWriter", "GroundingGate", "Quote", "Reader", "Trust", "Verdict", "best_quotes"]

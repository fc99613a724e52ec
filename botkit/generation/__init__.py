"""Replies out of passages: generators, the reader that finds the quotes, and the gate that keeps models honest."""

from botkit.generation.gate import Check, GroundingGate
from botkit.generation.quotes import Quote, best_quotes
from botkit.generation.reader import Reader
from botkit.generation.trust import Trust
from botkit.generation.writer import GroundedWriter

__all__ = ["Check", "GroundedWriter", "GroundingGate", "Quote", "Reader", "Trust", "best_quotes"]

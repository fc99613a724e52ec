"""Replies out of passages: generators, the reader that finds the quotes, and the gate that keeps models honest."""

from botkit.answering.select.quotes import Quote, best_quotes
from botkit.answering.select.selector import SentenceSelector
from botkit.answering.verify.gate import Check, GroundingGate
from botkit.answering.verify.trust import Trust
from botkit.answering.write.writer import GroundedWriter

__all__ = ["Check", "GroundedWriter", "GroundingGate", "Quote", "SentenceSelector", "Trust", "best_quotes"]

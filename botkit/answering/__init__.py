"""Replies out of passages: generators, the selector that finds the quotes, and the gate that keeps models honest."""

from botkit.answering.select.quote import Quote
from botkit.answering.select.selector import select_quotes
from botkit.answering.select.span_scores import SpanScorer
from botkit.answering.verify.gate import Check, GroundingGate
from botkit.answering.verify.trust import Trust
from botkit.answering.write.writer import GroundedWriter

__all__ = ["Check", "GroundedWriter", "GroundingGate", "Quote", "SpanScorer", "Trust", "select_quotes"]

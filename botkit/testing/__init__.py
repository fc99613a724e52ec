"""Stand-ins for the parts of a bot that need a model: real implementations, small and predictable."""

from botkit.testing.doubles import KeywordNlu, LineWriter, ListRetriever, ScriptedGenerator, ScriptedPolicy
from botkit.testing.encoders import HashingEncoder

__all__ = ["HashingEncoder", "KeywordNlu", "LineWriter", "ListRetriever", "ScriptedGenerator", "ScriptedPolicy"]

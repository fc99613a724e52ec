"""Stand-ins for the parts of a bot that need a model: real, small, and predictable."""

from botkit.testing.doubles import KeywordNlu, LineWriter, ListRetriever, ScriptedGenerator, ScriptedPolicy

__all__ = ["KeywordNlu", "LineWriter", "ListRetriever", "ScriptedGenerator", "ScriptedPolicy"]

"""The parts of a text that must never be stored: card numbers, IBANs, e-mail addresses, telephone numbers."""

from intents.privacy.redaction import FINDERS, find, redact

__all__ = ["FINDERS", "find", "redact"]

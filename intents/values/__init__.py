"""The meaning of a slot's text, as a value that a program can use.

    >>> from datetime import datetime
    >>> from intents.values import Speaker, read_value
    >>> read_value("money", "1.5k quid", Speaker(datetime(2026, 11, 21, 9)))
    'GBP 1500.00'

Values are text in standard formats: ISO 8601 for dates, times, durations and ranges, RFC 5545 for recurrences, ISO 4217
for currencies, E.164 for phone numbers. See `KINDS` for all of them.
"""

from intents.values.kinds import KINDS, Kind, find_value, read_value
from intents.values.slots import read_slots
from intents.values.speaker import Speaker

__all__ = ["KINDS", "Kind", "Speaker", "find_value", "read_slots", "read_value"]

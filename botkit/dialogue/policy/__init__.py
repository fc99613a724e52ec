"""The decision what to do about a message."""

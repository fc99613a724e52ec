"""The search over an index."""

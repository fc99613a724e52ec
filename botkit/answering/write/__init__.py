"""Replies out of what was selected."""

"""Slack: direct messages and mentions in, cited replies out (Events API over HTTP, through slack-bolt)."""

from connectors.slack.connector import SlackConnector, connect

__all__ = ["SlackConnector", "connect"]

"""Slack: direct messages, mentions and threads in, cited replies out, and hand-offs to a channel of the team."""

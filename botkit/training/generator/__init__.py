"""Training of a bot's generator."""

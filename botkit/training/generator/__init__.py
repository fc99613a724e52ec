"""Teaching a bot's generator."""

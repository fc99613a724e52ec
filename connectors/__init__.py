"""The edges: a connector translates a channel to messages and replies, and knows nothing else of the bot."""

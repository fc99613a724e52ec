"""Which sentences of the passages answer a question."""

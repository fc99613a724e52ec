"""The choice of the sentences of the passages that answer a question."""

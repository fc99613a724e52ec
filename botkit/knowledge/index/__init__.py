"""The index of the documents."""

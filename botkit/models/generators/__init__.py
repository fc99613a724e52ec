"""Language models that write."""

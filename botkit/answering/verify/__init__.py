"""The check that a passage supports a sentence."""

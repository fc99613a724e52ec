"""Values of slots, as people tell and correct them."""

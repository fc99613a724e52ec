"""A bot folder, and the place of what is built from it."""

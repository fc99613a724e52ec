"""A bot folder, and the place of everything that is built from it."""

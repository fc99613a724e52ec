"""The upkeep of a running bot."""

"""Training data in the formats of others: read into `TrainingData`, and written from it."""

from intents.exchange.formats import FORMATS, Format, Imported, format_of, read_data, write_data

__all__ = ["FORMATS", "Format", "Imported", "format_of", "read_data", "write_data"]

"""Import and export of training data in other formats."""

from intents.exchange.formats import FORMATS, Format, Imported, format_of, read_data, write_data

__all__ = ["FORMATS", "Format", "Imported", "format_of", "read_data", "write_data"]

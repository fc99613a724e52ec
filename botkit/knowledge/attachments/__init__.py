"""The attachments of a message: the page that it was written on, files."""

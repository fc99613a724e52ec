"""What comes with a message: the page that it was written on, files."""

"""HTML, whole pages and pieces: what a reader sees of it, in blocks."""

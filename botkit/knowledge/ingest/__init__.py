"""Documents, whatever they are written in, as blocks and chunks."""

"""Markdown as sites are built from it: front matter, templates, components and marks of many tools."""

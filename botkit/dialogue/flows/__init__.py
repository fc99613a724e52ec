"""Flows of dialogue.yml: their graph, and the talk that walks through it."""

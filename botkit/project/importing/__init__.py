"""Import of whole bots from other tools, with a report of what could not be converted."""

from botkit.project.importing.rasa import import_rasa
from botkit.project.importing.report import Note, Report

__all__ = ["Note", "Report", "import_rasa"]

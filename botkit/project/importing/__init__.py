"""Whole bots of other tools, made into bot folders, with a report of what could not be taken over."""

from botkit.project.importing.rasa import import_rasa
from botkit.project.importing.report import Note, Report

__all__ = ["Note", "Report", "import_rasa"]

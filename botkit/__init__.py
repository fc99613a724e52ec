"""A self-hosted chatbot for customer service: it understands, finds, and answers with its sources, or says it can't.

from pathlib import Path

from botkit.build import open_runtime
from botkit.layout import DataDirectory
from botkit.project import Project
from botkit.types import Message

with open_runtime(Project.open(Path("config/banking"), DataDirectory())) as bot:
    print(bot.respond(Message("script", "conversation-1", "message-1", "I lost my card")).text)
"""

__version__ = "0.1.0"

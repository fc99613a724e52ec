"""A self-hosted chatbot for customer service: it understands, finds, and answers with its sources, or says it can't.

from pathlib import Path

from botkit import DataDirectory, Message, Project, open_runtime

with open_runtime(Project.open(Path("config/banking"), DataDirectory())) as bot:
    print(bot.respond(Message("script", "conversation-1", "message-1", "I lost my card")).text)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botkit.assembly import open_runtime
    from botkit.domain import Message
    from botkit.project.layout import DataDirectory
    from botkit.project.project import Project

__version__ = "0.1.0"
__all__ = ["DataDirectory", "Message", "Project", "open_runtime"]

_HOMES = {
    "DataDirectory": "botkit.project.layout",
    "Message": "botkit.domain",
    "Project": "botkit.project.project",
    "open_runtime": "botkit.assembly",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `import botkit` alone is quick."""
    if name not in _HOMES:
        raise AttributeError(f"module 'botkit' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)

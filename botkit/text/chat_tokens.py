"""The tokens with which chat templates mark the speaker. Neither a prompt nor a reply may contain one."""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"<[|｜][^|｜<>\n]{0,60}[|｜]?>|<[|｜]|[|｜]>"  # <|im_start|>, and half of one
    r"|</?s>|<</?SYS>>|\[/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS)\]"
    r"|</?(?:bos|eos|pad|start_of_turn|end_of_turn|tool_call|tool_response|think)>",
    re.IGNORECASE,
)


def has_chat_token(text: str) -> bool:
    """Tell if a model could take a part of `text` for a change of speaker."""
    return _TOKEN.search(text) is not None


def without_chat_tokens(text: str) -> str:
    """Return the text with a space in place of each such token."""
    return _TOKEN.sub(" ", text)

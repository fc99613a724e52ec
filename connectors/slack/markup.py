"""Slack's markup (mrkdwn), in and out.

Source: "Formatting message text", https://docs.slack.dev/messaging/formatting-message-text: `&`, `<` and `>` are
control characters, everything special stands in angle brackets.
"""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"<([^<>]*)>")


def mentions(text: str, user: str) -> bool:
    """Whether the text, as Slack sends it, calls `user`."""
    return re.search(rf"<@{re.escape(user)}(\|[^<>]*)?>", text) is not None


def opens_with_other(text: str, user: str) -> bool:
    """Whether the text, as Slack sends it, is addressed to somebody other than `user`."""
    first = re.match(r"\s*<@([^<>|]+)", text)
    return first is not None and first[1] != user


def readable(text: str, user: str) -> str:
    """The text as people see it, without the mentions of `user`."""
    text = re.sub(rf"[ \t]*<@{re.escape(user)}(\|[^<>]*)?>[ \t]*[,:]?[ \t]*", " ", text)
    text = _SPECIAL.sub(lambda match: _shown(match[1]), text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def escape(text: str) -> str:
    """The text so that Slack shows it letter by letter: no mention, no link, no call to a whole channel."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def link(url: str, label: str) -> str:
    """A link; the bare label where `url` is no web address."""
    label = escape(" ".join(label.split()))
    if not re.match(r"https?://[^\s<>|]+$", url):
        return label
    return f"<{url.replace('&', '&amp;')}|{label.replace('|', '/')}>"


def split(text: str, limit: int) -> list[str]:
    """Escaped text in pieces of at most `limit` characters, cut between paragraphs, lines or words where possible."""
    pieces = []
    while len(text) > limit:
        cut = next((at for mark in ("\n\n", "\n", " ") if (at := text.rfind(mark, 0, limit + 1)) > 0), 0)
        if not cut:
            entity = text.rfind("&", limit - 4, limit)  # "&amp;" must not be cut in two
            cut = entity if entity > 0 and ";" not in text[entity:limit] else limit
        pieces.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*pieces, text] if text else pieces


def _shown(special: str) -> str:
    target, _, label = special.partition("|")
    match target[:1]:
        case "@" | "#":
            return f"{target[0]}{label or target[1:]}"
        case "!":
            return label or f"@{target[1:]}"
        case _:
            return label or target

"""Slack's markup (mrkdwn), in and out, and the Markdown that its `markdown` blocks and streams take.

Sources: "Formatting message text", https://docs.slack.dev/messaging/formatting-message-text (`&`, `<` and `>` are
control characters, everything special stands in angle brackets; that holds in Markdown, too), and
https://docs.slack.dev/reference/block-kit/blocks/markdown-block.
"""

from __future__ import annotations

import re

from connectors.slack.emoji import with_emoji

_SPECIAL = re.compile(r"<([^<>]*)>")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_LABELLED_LINK = re.compile(r"!?\[([^\[\]\n]+)\]\(\s*([^()\s]+)(?:\s[^()\n]*)?\)")
_OTHER_LINK = re.compile(r"\](?=\s?[(\[:])")
_NO_BREAK = "\u2060"
"""The word joiner: shows as nothing, and keeps apart what only counts together."""
_FORMAT = re.compile(r"[*_~`]|(?<![\w:]):(?=[a-z0-9_+'-]+:)")
"""What Slack formats: between word joiners it stands within a word, where it formats nothing."""
_BULLET = re.compile(r"^(\s*)• ?", re.MULTILINE)
_MARKS = re.compile(r"^#{1,6} |\*\*|__|```\n?|(?<!\w)`|`(?!\w)", re.MULTILINE)
_ENDS = (r"\n\n+", r"\n", r"(?<=[.!?…]) ", r" ")
"""The places where a text may be cut, the best first: behind a paragraph, a line, a sentence, a word."""


def mentions(text: str, user: str) -> bool:
    """Tell whether the text, as Slack sends it, calls `user`."""
    return re.search(rf"<@{re.escape(user)}(\|[^<>]*)?>", text) is not None


def opens_with_other(text: str, user: str) -> bool:
    """Tell whether the text, as Slack sends it, is addressed to somebody other than `user`."""
    first = re.match(r"\s*<@([^<>|]+)", text)
    return first is not None and first[1] != user


def readable(text: str, user: str) -> str:
    """Return the text as people see it, without the mentions of `user`."""
    text = re.sub(rf"(?<![ \t])[ \t]*+<@{re.escape(user)}(\|[^<>]*)?>[ \t]*[,:]?[ \t]*", " ", text)
    text = with_emoji(_SPECIAL.sub(lambda match: _shown(match[1]), text))
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def escape(text: str) -> str:
    """Escape the text so that Slack shows it letter by letter: no mention, no link, no call to a whole channel."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def literal(text: str) -> str:
    """Escape the text so that Slack shows its signs, too: what is written bold by others looks as they typed it."""
    return _FORMAT.sub(rf"{_NO_BREAK}\g<0>{_NO_BREAK}", escape(text))


def quoted(text: str) -> str:
    """Return somebody's words, literally: on one line as they are, several lines as a quotation below."""
    lines = [line for line in literal(text).splitlines() if line.strip()]
    return lines[0] if len(lines) == 1 else "".join(f"\n> {line}" for line in lines)


def in_one_line(text: str) -> str:
    """Return somebody's words, literally, on one line."""
    return literal(" ".join(text.split()))


def link(url: str, label: str) -> str:
    """Return a link; the bare label where `url` is no web address."""
    label = escape(" ".join(label.split()))
    if not re.match(r"https?://[^\s<>|]+$", url):
        return label
    return f"<{url.replace('&', '&amp;')}|{label.replace('|', '/')}>"


def markdown(text: str) -> str:
    """Make a reply's Markdown fit for Slack: emphasis, lists and code stay, and nothing calls or leads anywhere.

    `[label](address)` is written out, as a label can hide where a link leads. A longer text gives the same beginning,
    unless it goes on within a link.
    """
    text = _ENTITY.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")
    text = _LABELLED_LINK.sub(r"\1 (\2)", text)
    text = _OTHER_LINK.sub(f"]{_NO_BREAK}", text)
    return _BULLET.sub(r"\1- ", text)


def plain(text: str) -> str:
    """Return Markdown without its marks, for notifications."""
    return _MARKS.sub("", text)


def split(text: str, limit: int) -> list[str]:
    """Cut escaped text into pieces of at most `limit` characters, behind paragraphs, lines, sentences or words."""
    pieces = []
    while len(text) > limit:
        cut = next((at for end in _ENDS if (at := _last(end, text, limit)) > 0), 0)
        if not cut:
            entity = text.rfind("&", limit - 4, limit)  # "&amp;" must not be cut in two
            cut = entity if entity > 0 and ";" not in text[entity:limit] else limit
        pieces.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*pieces, text] if text else pieces


def _last(end: str, text: str, limit: int) -> int:
    """Find where the last such end begins, not after `limit`; 0 if there is none."""
    return max((found.start() for found in re.finditer(end, text[: limit + 1])), default=0)


def _shown(special: str) -> str:
    target, _, label = special.partition("|")
    match target[:1]:
        case "@" | "#":
            return f"{target[0]}{label or target[1:]}"
        case "!":
            return label or f"@{target[1:]}"
        case _:
            return label or target

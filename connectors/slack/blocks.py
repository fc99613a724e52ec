"""A reply as Slack's Block Kit shows it: the text, its sources, buttons to choose from.

Limits: https://docs.slack.dev/reference/block-kit/blocks (section 3,000 characters, context 10 elements, actions 25
elements, 50 blocks) and .../block-elements/button-element (label 75 characters, value 2,000).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from botkit.types import Citation, DecisionKind, Reply
from connectors.slack.markup import escape, link, split

SECTION_CHARACTERS = 3_000
CONTEXT_ELEMENTS = 10
ACTION_ELEMENTS = 25
LABEL_CHARACTERS = 75
FALLBACK_CHARACTERS = 3_000
HELPFUL, UNHELPFUL = "feedback-yes", "feedback-no"
CHOICE = "choice"
"""Every choice's button has an `action_id` that starts with this word."""

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Post:
    """What chat.postMessage is given: `text` stands in notifications and where no blocks are shown."""

    text: str
    blocks: tuple[Block, ...]


def render(reply: Reply, author: str = "", turn: str = "") -> Post:
    """The reply as a post; every word of it is escaped, the only links are those of its citations.

    `author` is the person who says it; "" is the bot. `turn` names the turn for feedback; "" asks for none.
    """
    sections = [section(piece) for piece in split(escape(reply.text), SECTION_CHARACTERS)]
    speaker = [{"type": "context", "elements": [mrkdwn(f"*{escape(author)}* from our team")]}] if author else []
    text = split(escape(reply.text), FALLBACK_CHARACTERS)[0]
    return Post(
        text=f"{escape(author)}: {text}" if author else text,
        blocks=(*speaker, *sections, *_sources(reply.citations), *choices(reply.choices), *_feedback(reply, turn)),
    )


def section(markup: str) -> Block:
    """A paragraph."""
    return {"type": "section", "text": mrkdwn(markup)}


def mrkdwn(markup: str) -> Block:
    """A text in Slack's markup."""
    # verbatim: Slack must not turn bare addresses or names into links of its own
    return {"type": "mrkdwn", "text": markup, "verbatim": True}


def _sources(citations: Sequence[Citation]) -> list[Block]:
    numbered = [
        mrkdwn(f"[{number}] {source}")
        for number, source in enumerate(dict.fromkeys(link(cited.url, cited.title) for cited in citations), start=1)
    ]
    return [{"type": "context", "elements": elements} for elements in _groups(numbered, CONTEXT_ELEMENTS)]


def choices(labels: Sequence[str]) -> list[Block]:
    """A button for each."""
    buttons = [
        {
            "type": "button",
            "action_id": f"{CHOICE}-{number}",
            "text": {"type": "plain_text", "text": _shortened(choice), "emoji": False},
            "value": choice,
        }
        for number, choice in enumerate(labels, start=1)
    ]
    return [{"type": "actions", "elements": elements} for elements in _groups(buttons, ACTION_ELEMENTS)]


def _feedback(reply: Reply, turn: str) -> list[Block]:
    """Thumbs below an answer from the documents."""
    if not turn or reply.decision is not DecisionKind.ANSWER:
        return []
    thumbs = ((HELPFUL, "👍"), (UNHELPFUL, "👎"))
    return [{"type": "actions", "elements": [_button(action, label, turn) for action, label in thumbs]}]


def _button(action: str, label: str, value: str) -> Block:
    text = {"type": "plain_text", "text": _shortened(label), "emoji": True}
    return {"type": "button", "action_id": action, "text": text, "value": value}


def _shortened(label: str) -> str:
    return label if len(label) <= LABEL_CHARACTERS else f"{label[: LABEL_CHARACTERS - 1].rstrip()}…"


def _groups(elements: list[Block], size: int) -> list[list[Block]]:
    return [elements[start : start + size] for start in range(0, len(elements), size)]

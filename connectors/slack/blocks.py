"""A reply as Slack's Block Kit shows it: the text, its sources, buttons and fields to answer with.

Limits: https://docs.slack.dev/reference/block-kit/blocks (markdown 12,000 characters a message, section 3,000, context
10 elements, actions 25 elements, 50 blocks) and .../block-elements/button-element (label 75 characters, value 2,000).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from botkit.domain import Citation, DecisionKind, Reply
from connectors.slack.fields import field_blocks
from connectors.slack.markup import escape, link, markdown, plain, split

MARKDOWN_CHARACTERS = 12_000
SECTION_CHARACTERS = 3_000
CONTEXT_ELEMENTS = 10
ACTION_ELEMENTS = 25
LABEL_CHARACTERS = 75
HELPFUL, UNHELPFUL = "feedback-yes", "feedback-no"
CHOICE = "choice"
"""Every choice's button has an `action_id` that starts with this word."""

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Post:
    """The arguments of chat.postMessage: `text` stands in notifications and where no blocks are shown; it says it all.

    `body` is the text of the first block, if that is Markdown: what a stream shows before the other blocks are known.
    """

    text: str
    blocks: tuple[Block, ...]
    body: str = ""

    @property
    def ending(self) -> tuple[Block, ...]:
        """The blocks below the body."""
        return self.blocks[1:] if self.body else self.blocks


def render(reply: Reply, author: str = "", turn: str = "") -> tuple[Post, ...]:
    """Render the reply as a post, or as several if it is too long for one; the last has the sources and buttons.

    Every word is escaped: nobody is called, and the only links are those of the citations. `author` is the person who
    says it, and writes as people on Slack do; "" is the bot, which writes Markdown. `turn` names the turn for feedback;
    "" asks for none.
    """
    ending = (*_sources(reply.citations), *_answers(reply), *_feedback(reply, turn))
    if author:
        sections = [section(piece) for piece in split(escape(reply.text), SECTION_CHARACTERS)]
        text = f"{escape(author)}: {escape(reply.text)}"
        speaker = {"type": "context", "elements": [mrkdwn(f"*{escape(author)}* from our team")]}
        return (Post(text, (speaker, *sections, *ending)),)
    *earlier, last = split(markdown(reply.text), MARKDOWN_CHARACTERS)
    return (*(_post(body) for body in earlier), _post(last, ending))


def _post(body: str, ending: Sequence[Block] = ()) -> Post:
    return Post(plain(body) or body, ({"type": "markdown", "text": body}, *ending), body)


def section(markup: str) -> Block:
    """Return a paragraph."""
    return {"type": "section", "text": mrkdwn(markup)}


def mrkdwn(markup: str) -> Block:
    """Return a text in Slack's markup."""
    # verbatim: Slack must not turn bare addresses or names into links of its own
    return {"type": "mrkdwn", "text": markup, "verbatim": True}


def _sources(citations: Sequence[Citation]) -> list[Block]:
    numbered = [
        mrkdwn(f"[{number}] {source}")
        for number, source in enumerate(dict.fromkeys(link(cited.url, cited.title) for cited in citations), start=1)
    ]
    return [{"type": "context", "elements": elements} for elements in _groups(numbered, CONTEXT_ELEMENTS)]


def _answers(reply: Reply) -> list[Block]:
    """Return the means to answer with: a field of Slack's own where there is one for it, and buttons for the rest."""
    asked = field_blocks(reply.field)
    shown = reply.field.choices if reply.field and asked else ()
    return [*asked, *choices([choice for choice in reply.choices if choice not in shown])]


def choices(labels: Sequence[str]) -> list[Block]:
    """Return a button for each."""
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
    """Return thumbs to put below an answer from the documents."""
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

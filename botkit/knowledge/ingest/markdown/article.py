"""Markdown articles with front matter."""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt

from botkit.knowledge.ingest.blocks import Block, Document
from botkit.knowledge.ingest.front_matter import FrontMatter, parted
from botkit.knowledge.ingest.html.elements import has_elements, parsed
from botkit.knowledge.ingest.html.inline import plain_text
from botkit.knowledge.ingest.html.reader import outline_of
from botkit.knowledge.ingest.markdown.code import prose_of
from botkit.knowledge.ingest.markdown.components import has_components, without_components
from botkit.knowledge.ingest.markdown.containers import without_containers
from botkit.knowledge.ingest.markdown.marks import without_marks
from botkit.knowledge.ingest.markdown.templates import without_templates
from botkit.knowledge.ingest.source import SourceFile

_CODE_TAG = re.compile(r"^\{%-?[ \t]*(?:end)?highlight\b[^{}\n]*%\}[ \t]*$", re.MULTILINE)
_SUMMARY = r"<summary\b[^<>\n]*>[^\n]*</summary>"
_HOLDS_MARKDOWN = re.compile(
    rf"^[ \t>]*+(?:<details\b[^<>\n]*>[ \t]*(?:{_SUMMARY})?|{_SUMMARY}"
    r"|<\w+\b[^<>\n]{0,200}\bmarkdown\b[^<>\n]{0,200}>)[ \t]*$",
    re.MULTILINE,
)
"""Lines of HTML below which there may be Markdown, whether or not there is a blank line."""
_MARKS = re.compile(r"^(?:#{1,6} |[-*+] |\d{1,9}[.)] |>|\||`{3}|~{3}|={3,}|-{3,}$)|\*\*|\]\(", re.MULTILINE)
"""What no page of HTML has, and nearly every one of Markdown."""


def read_markdown(file: SourceFile) -> Document:
    """Return the article in `file`. Its title is the front matter's, else the first heading, else the file's name.

    Raises DocumentError if it is a draft, if there is no text, or if it does not say clearly who may read it.
    """
    front, body = parted(file, file.read())
    if front.draft:
        raise file.error("is a draft; publish it, or take that out of its front matter")
    rendered = _rendered(file, body, front)
    outline = outline_of(parsed(rendered), base=front.url)
    title = _shown(front.title, front) or outline.title or file.title
    blocks = _described(_shown(front.description, front), outline.blocks(title))
    if not blocks:
        raise file.error("has no text; write something below its title or delete it")
    return Document(
        file.source,
        title,
        blocks,
        url=front.url,
        tags=front.tags,
        language=front.language,
        audience=front.audience,
        tenant=front.tenant,
        metadata=front.metadata,
    )


def titled_blocks(text: str, title: str, otherwise: str) -> tuple[str, tuple[Block, ...]]:
    """Return the title and the blocks of Markdown that a program wrote.

    The title is the one given, else the first level-1 heading, else what it is `otherwise`.
    """
    outline = outline_of(parsed(_markdown().render(text)))
    title = title or outline.title or otherwise
    return title, outline.blocks(title)


def markdown_blocks(text: str, *, breaks: bool) -> tuple[Block, ...]:
    """Return the blocks of a short text in Markdown; with `breaks`, a line's end is meant."""
    return outline_of(parsed(_markdown(breaks=breaks).render(text))).blocks()


def _rendered(file: SourceFile, body: str, front: FrontMatter) -> str:
    """Return the article as HTML."""
    prose = prose_of(file, _CODE_TAG.sub("```", body))
    if not prose.text.strip():
        raise file.error("is empty; write something in it or delete it")
    values = {"title": front.title, "description": front.description, **front.metadata}
    text = without_marks(without_templates(prose.text, values))
    text, components = without_components(text, values, mdx=has_components(text, file.path.suffix.lower()))
    text = _HOLDS_MARKDOWN.sub(r"\g<0>\n", without_containers(text))
    if (
        text.lstrip().startswith("<")
        and not _MARKS.search(text)
        and has_elements(text, "p", "div", "h2", "ul", "table")
    ):
        return prose.with_code(text)
    return str(_markdown(indented=not components).render(prose.with_code(text)))


@cache
def _markdown(*, breaks: bool = False, indented: bool = True) -> MarkdownIt:
    """Return a renderer: with `breaks`, the ends of lines are kept; where lines are `indented`, they are code."""
    renderer = MarkdownIt("commonmark", {"html": True, "breaks": breaks}).enable(["table", "strikethrough"])
    return renderer if indented else renderer.disable("code")


def _shown(text: str, front: FrontMatter) -> str:
    """Return a text of the front matter as readers see it."""
    if not any(mark in text for mark in "<&`*[{"):
        return text
    return plain_text(parsed(_markdown().renderInline(without_templates(text, front.metadata))))


def _described(description: str, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the blocks, with what the front matter says about the article before them, unless they say it."""
    if not description or not blocks:
        return blocks
    said = " ".join(" ".join(block.text for block in blocks[:3]).casefold().split())
    known = " ".join(description.casefold().split()).rstrip(".…") in said
    return blocks if known else (Block(description), *blocks)

"""Markdown articles with YAML front matter."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

import yaml
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from botkit.knowledge.ingest.blocks import Block, Document
from botkit.knowledge.ingest.html import outline_of
from botkit.knowledge.ingest.source import WEB, SourceFile, visible

_KEYS = ("title", "url", "tags", "language", "audience", "tenant")
_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What an article says about itself above its text."""

    title: str = ""
    url: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""
    audience: tuple[str, ...] = ()
    tenant: str = ""


def read_markdown(file: SourceFile) -> Document:
    """The article in `file`. Its title is the front matter's, else the first level-1 heading, else the file's name.

    Raises DocumentError if the front matter is broken or has an unknown key, or if there is no text below it.
    """
    front, body = _split(file, file.read())
    title, blocks = titled_blocks(body, front.title, file.title)
    if not blocks:
        raise file.error("has no text; write something below its title or delete it")
    return Document(
        file.source, title, blocks, front.url, front.tags, front.language, front.audience, tenant=front.tenant
    )


def titled_blocks(text: str, title: str, otherwise: str) -> tuple[str, tuple[Block, ...]]:
    """The title (the one given, else the first level-1 heading, else what it is `otherwise`) and the blocks."""
    # One reading of blocks for both formats; it also takes hidden HTML out of Markdown.
    outline = outline_of(BeautifulSoup(_MARKDOWN.render(text), "html.parser"))
    title = title or outline.title or otherwise
    return title, outline.blocks(title)


def _split(file: SourceFile, text: str) -> tuple[FrontMatter, str]:
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return FrontMatter(), text
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() in {"---", "..."}), None)
    if end is None:
        raise file.error("the front matter is never closed; end it with a line '---'", line=1)
    return _front_matter(file, "\n".join(lines[1:end])), "\n".join(lines[end + 1 :])


def _front_matter(file: SourceFile, text: str) -> FrontMatter:
    """`text` starts at line 2 of the file."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise file.error(
            f"the front matter is not YAML: {problem}; put values with a colon in quotes",
            line=mark.line + 2 if mark else 1,
        ) from error
    if root is None:
        return FrontMatter()
    if not isinstance(root, yaml.MappingNode):
        raise file.error(
            "the front matter is not a list of 'key: value'; write for example 'title: Lost cards'", line=2
        )
    values: dict[str, yaml.Node] = {}
    for key, value in root.value:
        name, line = str(key.value), key.start_mark.line + 2
        if name not in _KEYS:
            close = difflib.get_close_matches(name, _KEYS, n=1)
            remedy = f"did you mean '{close[0]}'?" if close else f"known are {', '.join(_KEYS)}"
            raise file.error(f"unknown key '{name}' in the front matter; {remedy}", line=line)
        if name in values:
            raise file.error(f"'{name}' stands twice in the front matter; remove one", line=line)
        values[name] = value
    url = _scalar(file, values, "url")
    if url and not url.startswith(WEB):
        line = values["url"].start_mark.line + 2
        raise file.error(f"'{url}' is not a link; write one that starts with https://", line=line)
    language = _scalar(file, values, "language")
    if language and not re.fullmatch("[a-z]{2}", language):
        line = values["language"].start_mark.line + 2
        raise file.error(f"'{language}' is no language code of two letters; write for example 'en'", line=line)
    audience = values.get("audience")
    return FrontMatter(
        title=_scalar(file, values, "title"),
        url=url,
        tags=_list(file, values, "tags"),
        language=language,
        audience=_list(file, values, "audience")
        if isinstance(audience, yaml.SequenceNode)
        else tuple(filter(None, [_scalar(file, values, "audience")])),
        tenant=_scalar(file, values, "tenant"),
    )


def _scalar(file: SourceFile, values: dict[str, yaml.Node], name: str) -> str:
    node = values.get(name)
    if node is None:
        return ""
    if not isinstance(node, yaml.ScalarNode):
        raise file.error(f"'{name}' is not a text; write '{name}: some text'", line=node.start_mark.line + 2)
    return "" if node.tag.endswith(":null") else " ".join(visible(node.value).split())


def _list(file: SourceFile, values: dict[str, yaml.Node], name: str) -> tuple[str, ...]:
    node = values.get(name)
    if node is None:
        return ()
    if not isinstance(node, yaml.SequenceNode) or not all(isinstance(item, yaml.ScalarNode) for item in node.value):
        raise file.error(f"'{name}' is not a list; write '{name}: [one, two]'", line=node.start_mark.line + 2)
    return tuple(" ".join(visible(item.value).split()) for item in node.value)

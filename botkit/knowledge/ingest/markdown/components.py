"""Components (JSX) in an article, as Docusaurus and other tools with MDX have them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from botkit.knowledge.ingest.html import names
from botkit.knowledge.ingest.markdown.tags import UNKNOWN, Kind, Tag, rewritten

_IMPORT = re.compile(
    r"""^import\s+(?:(?:[\w$]+|\{[^{}]*\}|\*\s+as\s+[\w$]+)(?:\s*,\s*(?:\{[^{}]*\}|\*\s+as\s+[\w$]+))?\s+from\s+)?"""
    r"""(?:"[^"\n]*"|'[^'\n]*');?[ \t]*$""",
    re.MULTILINE,
)
_EXPORT = re.compile(r"^export\s+(?:default|const|let|var|function|class)\b[^\n]*(?:\n(?!\n)[^\n]*)*", re.MULTILINE)
_COMMENT = re.compile(r"\{\s*/\*")
# Bounded, and nothing is given back: a text of open brackets costs no more than its length.
_BRACES = r"\{(?:[^{}]++|\{(?:[^{}]++|\{[^{}]*\})*+\})*+\}"
_TAG = re.compile(
    rf"""<(/?)([A-Za-z][\w.:-]*+)((?:\s++|[\w.:@-]++|=\s*"[^"]*"|=\s*'[^']*'|=\s*{_BRACES}|{_BRACES}|=){{0,120}}+)(/?)>"""
)
_ATTRIBUTE = re.compile(rf"""(?<![\w.:@-])([\w.:@-]++)\s*+=\s*(?:"([^"]*)"|'([^']*)'|({_BRACES}))""")
_LITERAL = re.compile(r"""\{\s*(?:"([^"]*)"|'([^']*)'|`([^`$]*)`)\s*\}""")
_EXPRESSION = re.compile(_BRACES)
_CHOICE = re.compile(r"""label:\s*["']([^"'\n]+)["']\s*,\s*value:\s*["']([^"'\n]+)["']""")
_ITEMS = re.compile(r"""items=\{\[((?:\s*+(?:"[^"]*"|'[^']*'),?)*+)\s*\]\}""")
_WORD = re.compile(r"""["']([^"']+)["']""")
_OTHER_CHOICE = re.compile(r"""value:\s*["']([^"'\n]+)["']\s*,\s*label:\s*["']([^"'\n]+)["']""")


def has_components(text: str, suffix: str) -> bool:
    """Tell whether an article is MDX, in which every pair of braces is a program."""
    return suffix == ".mdx" or bool(_IMPORT.search(text)) or "{/*" in text


def without_components(text: str, values: Mapping[str, str], *, mdx: bool) -> tuple[str, bool]:
    """`text` as readers see it, as far as it can be told; and whether there was a component in it.

    `values` are those of the front matter. Where it is no MDX, braces are left as they are.
    """
    labels = {value: label for label, value in _CHOICE.findall(text)} | dict(_OTHER_CHOICE.findall(text))
    if mdx:
        text = _without_comments(_EXPORT.sub("", _IMPORT.sub("", text)))
    tags = [*_tags(text, labels)]
    text = rewritten(text, tags)
    if mdx:
        text = _TAG.sub(_as_html, text)
        text = _EXPRESSION.sub(lambda found: _shown(found, values), text)
    return text, bool(tags)


def _tags(text: str, labels: Mapping[str, str]) -> Iterator[Tag]:
    """Yield the tags of components; a capital letter alone makes none, as people write "<Name>"."""
    found = [tag for tag in _TAG.finditer(text) if tag[2][0].isupper() or "." in tag[2]]
    closed = {tag[2] for tag in found if tag[1]}
    items: list[str] = []
    for tag in found:
        if not (tag[1] or tag[4] or "=" in tag[3] or tag[2] in closed):
            continue
        attributes = _attributes(tag[3])
        name = tag[2].rpartition(".")[2].lower()
        if name.startswith("tab") and "label" not in attributes and attributes.get("value") in labels:
            attributes["label"] = labels[attributes["value"]]
        if listed := _ITEMS.search(tag[3]):
            items = _WORD.findall(listed[1])
        elif name in {"tab", "tabitem"} and items and not tag[1] and not {"label", "title"} & attributes.keys():
            attributes["label"] = items.pop(0)
        kind = Kind.CLOSES if tag[1] else Kind.ALONE if tag[4] else Kind.OPENS
        yield Tag(tag.start(), tag.end(), name, kind, attributes)


def _attributes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(text):
        value = next(filter(None, values), "")
        literal = _LITERAL.fullmatch(value)
        if literal or not value.startswith("{"):
            found[name.lower()] = next(filter(None, literal.groups()), "") if literal else value
    return found


def _as_html(tag: re.Match[str]) -> str:
    """Return a tag of HTML whose attributes have no programs in them."""
    if tag[1] or "{" not in tag[3] or tag[2].lower() not in names.KNOWN:
        return tag.group()
    attributes = "".join(f' {name}="{value}"' for name, value in _attributes(tag[3]).items() if '"' not in value)
    return f"<{tag[2]}{attributes}{tag[4]}>"


def _shown(found: re.Match[str], values: Mapping[str, str]) -> str:
    """Return what a program in braces writes, as far as that can be told."""
    if literal := _LITERAL.fullmatch(found.group()):
        return next(filter(None, literal.groups()), " ")
    name = found.group()[1:-1].strip().removeprefix("props.").removeprefix("frontMatter.")
    if name in values:
        return values[name]
    text = found.string
    line = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
    behind = text[found.end() :][:1]
    return "" if not line.strip() and behind in {"", "\n"} else UNKNOWN


def _without_comments(text: str) -> str:
    pieces, end = [], 0
    while found := _COMMENT.search(text, end):
        stop = text.find("*/", found.end())
        brace = text.find("}", stop) if stop >= 0 else -1
        if brace < 0:
            break
        pieces.append(text[end : found.start()])
        end = brace + 1
    return "".join([*pieces, text[end:]])

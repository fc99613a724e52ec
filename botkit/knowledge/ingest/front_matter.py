"""What an article says about itself above its text, in YAML (---), TOML (+++) or JSON.

Whatever keys a site has: known ones and their other names are used, the rest is kept.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from botkit.knowledge.ingest.links import WEB
from botkit.knowledge.ingest.source import Source, visible

_NAMES = {
    "title": ("title", "linktitle", "link_title", "sidebar_label", "nav_title", "headline", "name", "question"),
    "url": ("html_url", "canonical_url", "canonical", "url", "permalink", "link"),
    "tags": ("tags", "tag", "keywords", "labels", "label_names", "topics", "categories", "category"),
    "language": ("language", "lang", "locale"),
    "description": ("description", "summary", "excerpt", "abstract", "lead", "subtitle", "intro"),
}
"""What a site calls what we use, the likeliest first; of tags all count."""
_ACCESS = ("audience", "tenant")
"""Keys that say who may read an article: what cannot be understood there must not count as everybody."""
_YES, _NO = {"true", "yes"}, {"false", "no"}
_CLOSED = {"---": ("---", "..."), "+++": ("+++",)}
_KEY = re.compile(r"[A-Za-z_][\w .-]{0,60}:(?:\s|$)")
_LINE = re.compile(r"^([A-Za-z_][\w-]*)[ \t]*:([^\n]*)$", re.MULTILINE)
_API = re.compile(r"^(https://[^/\s]+)/api/v2/help_center/([\w-]+/)?articles/(\d+)\.json$")
_MOST = 5_000
"""Values in a front matter; short YAML can stand for any number of them."""
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What an article says about itself; `metadata` is what else it says, nested keys joined by dots."""

    title: str = ""
    url: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""
    description: str = ""
    audience: tuple[str, ...] = ()
    tenant: str = ""
    draft: bool = False
    metadata: Mapping[str, str] = field(default_factory=dict, hash=False)


def parted(file: Source, text: str) -> tuple[FrontMatter, str]:
    """Return the front matter of a text, and the text below it.

    Raises DocumentError if it never ends, or if it says in a way that is not understood who may read the article.
    """
    if text.startswith("{"):
        return _json(file, text)
    lines = text.split("\n")
    begin = next((number for number, line in enumerate(lines) if line.strip()), 0)
    mark = lines[begin].rstrip()
    if mark not in _CLOSED:
        return FrontMatter(), text
    inside = range(begin + 1, len(lines))
    end = next((number for number in inside if lines[number].rstrip() in _CLOSED[mark]), None)
    first = next((line for line in lines[begin + 1 : end] if line.strip()), "")
    if end is None:
        if mark == "---" and not _KEY.match(first):
            return FrontMatter(), text  # a line across the page
        raise file.error(f"the front matter is never closed; end it with a line '{mark}'", line=begin + 1)
    said, body = "\n".join(lines[begin + 1 : end]), "\n".join(lines[end + 1 :])
    values = _yaml(said) if mark == "---" else _toml(said)
    if values is None and not _LINE.search(said):
        return (FrontMatter(), text) if said.strip() else (FrontMatter(), body)
    return _understood(file, _by_line(said) if values is None else values, text), body


def _json(file: Source, text: str) -> tuple[FrontMatter, str]:
    try:
        values, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return FrontMatter(), text
    return (_understood(file, values, text[:end]), text[end:]) if values else (FrontMatter(), text)


def _yaml(text: str) -> dict[str, Any] | None:
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError):
        return None
    return _plain(root, [_MOST]) if isinstance(root, yaml.MappingNode) else None


def _plain(node: yaml.Node, left: list[int], depth: int = 0) -> Any:
    """Texts, lists and mappings of the node: a date or a "no" is what stands there."""
    left[0] -= 1
    if left[0] < 0 or depth > _DEEPEST:
        return ""
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value, left, depth + 1) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, left, depth + 1) for item in node.value]
    return "" if node.tag.endswith(":null") else node.value


def _toml(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _by_line(text: str) -> dict[str, Any]:
    """Return what can be read of broken YAML, such as a title with a colon that is not in quotes."""
    found = {found[1]: found[2].strip().strip("\"'") for found in _LINE.finditer(text.replace(" = ", ": "))}
    return {key: value or ["?", []] if key in _ACCESS else value for key, value in found.items()}


def _understood(file: Source, values: Mapping[str, Any], text: str) -> FrontMatter:
    said = {str(key).strip().lower().replace("-", "_"): value for key, value in values.items()}
    titles = _said(said, "title")
    urls = [url for _, url in _said(said, "url") if url.startswith(WEB)]
    languages = [found for _, value in _said(said, "language") if (found := _language(value))]
    tags = [tag for name in _NAMES["tags"] for tag in _several(said.get(name))]
    descriptions = _said(said, "description")
    used = {"title", *_NAMES["tags"], *_ACCESS, *(name for name, _ in descriptions[:1])}
    used |= {name for name in (*_NAMES["url"], *_NAMES["language"]) if _scalar(said.get(name)) in {*urls[:1], ""}}
    return FrontMatter(
        title=titles[0][1] if titles else "",
        url=_API.sub(r"\1/hc/\2articles/\3", urls[0]) if urls else "",
        tags=tuple(dict.fromkeys(tags)),
        language=languages[0] if languages else "",
        description=descriptions[0][1] if descriptions else "",
        audience=_access(file, said, "audience", text),
        tenant=next(iter(_access(file, said, "tenant", text)), ""),
        draft=_scalar(said.get("draft")).lower() in _YES or _scalar(said.get("published")).lower() in _NO,
        metadata={name: text for name, text in _flat(said) if name.partition(".")[0] not in used},
    )


def _said(said: Mapping[str, Any], role: str) -> list[tuple[str, str]]:
    """Return the keys with texts for a role, the likeliest first."""
    return [(name, text) for name in _NAMES[role] if (text := _scalar(said.get(name)))]


def _scalar(value: object) -> str:
    if value is None or isinstance(value, (list, dict)):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return " ".join(visible(str(value)).split())


def _several(value: object) -> list[str]:
    """Return the texts of a list, or of a text with commas."""
    parts = value if isinstance(value, list) else _scalar(value).split(",")
    return [text for part in parts if (text := _scalar(part))]


def _access(file: Source, said: Mapping[str, Any], name: str, text: str) -> tuple[str, ...]:
    """Return who may read the article. Raises DocumentError if that is told twice, or cannot be understood."""
    if name not in said:
        return ()
    value = said[name]
    told = [text.count("\n", 0, found.start()) + 1 for found in re.finditer(rf"^{name}\s*[:=]", text, re.MULTILINE)]
    if len(told) > 1:
        raise file.error(f"'{name}' stands twice in the front matter; remove one", line=told[1])
    if isinstance(value, list) and name == "audience" and value and all(map(_scalar, value)):
        return tuple(map(_scalar, value))
    if isinstance(value, (list, dict)) or _scalar(value).startswith(("[", "{", "|", ">")):
        raise file.error(f"'{name}' is not a text; write '{name}: some text'", line=told[0] if told else 1)
    return tuple(filter(None, [_scalar(value)]))


def _language(value: str) -> str:
    found = re.fullmatch(r"([a-z]{2})(?:[-_][a-z]{2,4})*", value.lower())
    return found[1] if found else ""


def _flat(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(inner, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list) and not any(isinstance(item, (list, dict)) for item in value):
        yield name, ", ".join(_several(value))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _flat(item, f"{name}.{number}")
    elif text := _scalar(value):
        yield name, text

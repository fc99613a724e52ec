"""Liquid ({% tag %}, {{ value }}) and the shortcodes of Hugo ({{< tag >}}, {{% tag %}}) in an article."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from botkit.knowledge.ingest.html.names import words
from botkit.knowledge.ingest.markdown.tags import UNKNOWN, Kind, Tag, rewritten

# Bounded, and nothing is given back: a text of open brackets costs no more than its length.
_SHORTCODE = re.compile(
    r"\{\{[<%]\s*+(/?)\s*+([\w./-]+)((?:[^<>%{}]++|%(?!\}\})|>(?!\}\})|<|\{|\}(?!\})){0,200}+)[>%]\}\}"
)
_LIQUID = re.compile(r"\{%-?\s*([\w-]+)((?:[^%{}]++|%(?!\})|\}|\{(?!%)){0,200}+)%\}")
_VALUE = re.compile(r"\{\{-?((?:[^{}\n]++|\{(?!\{)|\}(?!\})){1,60}+)\}\}")
_RAW = re.compile(r"\{%-?\s*raw\s*-?%\}"), re.compile(r"\{%-?\s*endraw\s*-?%\}")
_LEFT, _RIGHT = "\ue002", "\ue003"
"""What braces are while those around them are read (for private use, as in botkit.knowledge.ingest.markdown.code)."""
_COMMENTS = (
    (re.compile(r"\{%-?\s*comment\s*-?%\}"), re.compile(r"\{%-?\s*endcomment\s*-?%\}")),
    (re.compile(r"\{#-?\s"), re.compile(r"#\}")),
    (re.compile(r"\{::comment\}"), re.compile(r"\{:/(?:comment)?\}")),
)
_SET = re.compile(r"""\{%-?\s*assign\s+([\w.-]+)\s*=\s*(?:"([^"\n]*)"|'([^'\n]*)'|([\w.-]+))\s*-?%\}""")
_ARGUMENT = re.compile(r"""(?:([\w.-]+)\s*[=:]\s*)?(?:"([^"]*)"|'([^']*)'|`([^`]*)`|([^\s"'`|,=]+))""")
_STEERING = words(
    "if elsif else elif unless for case when assign capture cycle increment decrement break continue ifversion "
    "ifchanged tablerow raw with liquid render layout block extends macro set paginate"
)
_REFERENCES = {"ref", "relref", "link", "post_url", "url"}
"""Tags that stand for the address of another article."""
_SITE = re.compile(
    r"(?:site|page|include|layout|params|variables|data|book|config|dc|frontmatter|\$|\.)[.\[]|\.[A-Z]|content$",
    re.IGNORECASE,
)
"""How the names of values begin that only the tool knows; others may be meant as they stand ("{{first_name}}")."""
_EMPTY_ITEM = re.compile(rf"^[ \t>]*(?:[-*+]|\d{{1,9}}[.)])[ \t]+{UNKNOWN}[ \t]*\n?", re.MULTILINE)


def without_templates(text: str, values: Mapping[str, str]) -> str:
    """`text` as readers see it, as far as it can be told without the tool; `values` are those of the front matter."""
    if "{{" not in text and "{%" not in text and "{#" not in text and "{:" not in text:
        return text
    for opening, closing in _COMMENTS:
        text = _replaced(text, opening, closing, lambda _: "")
    text = _replaced(text, *_RAW, _as_it_stands)
    text = rewritten(text, [*_tags(_SHORTCODE, text, values)])
    known = {**{f"page.{name}": value for name, value in values.items()}, **_set(text)}
    templated = "{%" in text
    text = rewritten(text, [*_tags(_LIQUID, text, values)])
    text = _VALUE.sub(lambda found: _value(found, known, templated), text)
    return _EMPTY_ITEM.sub("", text).replace(_LEFT, "{").replace(_RIGHT, "}")


def _as_it_stands(text: str) -> str:
    return text.replace("{", _LEFT).replace("}", _RIGHT)


def _replaced(text: str, opening: re.Pattern[str], closing: re.Pattern[str], write: Callable[[str], str]) -> str:
    """`text` with something else for what stands between two marks; a mark that is never closed stays."""
    pieces, end = [], 0
    while (found := opening.search(text, end)) and (stop := closing.search(text, found.end())):
        pieces += [text[end : found.start()], write(text[found.end() : stop.start()])]
        end = stop.end()
    return "".join([*pieces, text[end:]])


def _tags(pattern: re.Pattern[str], text: str, values: Mapping[str, str]) -> Iterator[Tag]:
    shortcodes = pattern is _SHORTCODE
    for found in pattern.finditer(text):
        slash, name, rest = (found[1], found[2], found[3]) if shortcodes else ("", found[1], found[2])
        attributes = _arguments(rest)
        name = name.lower()
        closes = bool(slash) or (not shortcodes and name.startswith("end") and name != "end")
        if name in _REFERENCES:
            attributes = {"text": attributes.get("label", "") or rest.strip(" \"'-")} if _in_link(text, found) else {}
        elif name in {"param", "siteparam"} or (name == "data" and "variables." in rest):
            attributes = {"text": values.get(rest.strip(" \"'"), "") or UNKNOWN}
        alone = rest.rstrip().endswith("/") or name in {*_REFERENCES, "param", "data"}
        kind = Kind.CLOSES if closes else Kind.ALONE if alone else Kind.OPENS
        steers = name.removeprefix("end") in _STEERING and not shortcodes
        yield Tag(
            found.start(),
            found.end(),
            name.removeprefix("end") if closes else name,
            kind,
            {} if steers else attributes,
            steers,
        )


def _arguments(text: str) -> dict[str, str]:
    """Return the named arguments, and the first in quotes without a name as the label."""
    found: dict[str, str] = {}
    for match in _ARGUMENT.finditer(text[:4000]):
        name, bare = match[1], match[5]
        value = next((each for each in match.groups()[1:] if each), "")
        if name:
            found.setdefault(name.lower(), value)
        elif not bare and value:
            found.setdefault("label", value)
    return found


def _set(text: str) -> dict[str, str]:
    """Return the values that the article itself sets to a text."""
    return {found[1]: found[2] or found[3] or found[4] for found in _SET.finditer(text)}


def _value(found: re.Match[str], known: Mapping[str, str], templated: bool) -> str:
    said = found[1].strip(" -")
    name, *filters = [part.strip() for part in said.split("|")]
    if len(name) > 1 and name[0] == name[-1] and name[0] in "\"'":
        return name[1:-1]
    if name in known:
        return known[name]
    default = next((each.partition(":")[2].strip(" \"'") for each in filters if each.startswith("default")), "")
    if default:
        return default
    if not (templated or filters or _SITE.match(name)):
        return found.group()
    return "" if _in_link(found.string, found) or _stands_alone(found) else UNKNOWN


def _in_link(text: str, found: re.Match[str]) -> bool:
    """Tell whether it is (the beginning of) the address of a link."""
    return text[max(0, found.start() - 2) : found.start()] in {"](", '="', "='"}


def _stands_alone(found: re.Match[str]) -> bool:
    text = found.string
    start, stop = text.rfind("\n", 0, found.start()) + 1, text.find("\n", found.end())
    return not (text[start : found.start()] + text[found.end() : stop if stop >= 0 else len(text)]).strip()

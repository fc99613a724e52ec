"""Emoji, which Slack sends by their names: `:+1:` is 👍."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources

_NAMES = re.compile(r"(?::[a-z0-9_+'-]+:)+")
_EACH = re.compile(r":([a-z0-9_+'-]+):")
_TONE = re.compile(r"(?:::)?skin-tone-[2-6]\Z")
_NO_WORD = re.compile(r"[+_-]")
"""What words and times of day do not have: such a name is one even without a space beside it."""


def with_emoji(text: str) -> str:
    """Return the text with each emoji as its sign; one that has none, such as a workspace's own, in words."""
    return _NAMES.sub(_shown, text) if ":" in text else text


def sign(name: str) -> str:
    """Return the sign of the emoji that Slack calls so, whatever its skin tone; "" if there is none."""
    return _signs().get(_TONE.sub("", name), "")


def _shown(found: re.Match[str]) -> str:
    text, start, end = found.string, found.start(), found.end()
    alone = not (text[max(0, start - 1) : start].isalnum() or text[end : end + 1].isalnum())
    names = [name for name in _EACH.findall(found[0]) if not _TONE.fullmatch(name)]
    if not alone and not all(_NO_WORD.search(name) and sign(name) for name in names):
        return found[0]
    shown = [sign(name) or re.sub(r"[_-]+", " ", name).strip() for name in names]
    return "".join(shown) if all(map(sign, names)) else " ".join(shown)


@cache
def _signs() -> Mapping[str, str]:
    import yaml

    listed = resources.files("connectors.slack").joinpath("emoji.yml").read_text(encoding="utf-8")
    return {name: sign for sign, names in yaml.safe_load(listed).items() for name in names}

"""What every part of dialogue.yml is made of: strict, frozen, and without unknown keys."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Place = tuple[str | int, ...]
"""Where something stands in dialogue.yml: keys and positions, outermost first."""

Problem = tuple[Place, str]


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be empty")
    return text.strip()


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _regex(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"is not a regular expression ({error})") from None
    return pattern


Text = Annotated[str, AfterValidator(_not_blank)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_as_list), Field(strict=False, min_length=1)]
"""One text or a list of them."""
Names = Annotated[tuple[Text, ...], BeforeValidator(_as_list), Field(strict=False)]
"""The same, or none."""
Pattern = Annotated[str, AfterValidator(_regex)]


class Part(BaseModel):
    """A section of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    @model_validator(mode="before")
    @classmethod
    def _empty(cls, data: Any) -> Any:
        return {} if data is None else data  # a section whose keys are all commented out


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its {placeholders} filled in."""
    return re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], match[0]), text)


def unknown_placeholders(place: Place, text: str, known: Iterable[str]) -> Iterator[Problem]:
    """A problem for each {placeholder} that nothing fills in."""
    names = set(known)
    for name in re.findall(r"\{([^{}]*)\}", text):
        if name not in names:
            can = f"; known here: {', '.join(sorted(names))}" if names else "; none can be used here"
            yield place, f"unknown placeholder '{{{name}}}'{meant(name, names) or can}"


def meant(word: str, known: Iterable[str | None]) -> str:
    """A hint to append: "; did you mean 'amount'?", or nothing."""
    close = difflib.get_close_matches(word, sorted(name for name in known if name), n=1)
    return f"; did you mean '{close[0]}'?" if close else ""

"""The material of every part of dialogue.yml: strict, frozen, and without unknown keys."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationInfo,
    model_validator,
)

from botkit.dialogue.wording.lists import FALLBACK

Place = tuple[str | int, ...]
"""The place of something in dialogue.yml: keys and positions, outermost first."""

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


class InLanguage(Part):
    """A section in which the language has a say: what is not given is as the language has it.

    The language (two letters, ISO 639-1) is in the context of the validation, `{"language": "de"}`; without, English.
    So is the region that dates are written for ("" for the one where the language has the most speakers).
    """

    _language: str = PrivateAttr(FALLBACK)
    _region: str = PrivateAttr("")

    @property
    def language(self) -> str:
        """The language that it is in."""
        return self._language

    @classmethod
    def own(cls, language: str) -> Mapping[str, Any]:  # noqa: ARG003 - sections without words of their own have none
        """Return the language's values for keys that are not given."""
        return {}

    @model_validator(mode="before")
    @classmethod
    def _completed(cls, data: Any, info: ValidationInfo) -> Any:
        given = {} if data is None else data
        return {**cls.own(_language_of(info.context)), **given} if isinstance(given, Mapping) else given

    def model_post_init(self, context: Any) -> None:
        """Keep the language and the region."""
        self._language = _language_of(context)
        self._region = str((context or {}).get("region", ""))


def _language_of(context: Any) -> str:
    return str((context or {}).get("language", FALLBACK))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return the text with its {placeholders} filled in."""
    return re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], match[0]), text)


def paragraphs(*texts: str) -> str:
    """Return the texts that say something, one below the other."""
    return "\n\n".join(text for text in texts if text)


def unknown_placeholders(place: Place, text: str, known: Iterable[str]) -> Iterator[Problem]:
    """Yield a problem for each {placeholder} that nothing fills in."""
    names = set(known)
    for name in re.findall(r"\{([^{}]*)\}", text):
        if name not in names:
            can = f"; known here: {', '.join(sorted(names))}" if names else "; none can be used here"
            yield place, f"unknown placeholder '{{{name}}}'{meant(name, names) or can}"


def meant(word: str, known: Iterable[str | None]) -> str:
    """Return a hint to append: "; did you mean 'amount'?", or nothing."""
    close = difflib.get_close_matches(word, sorted(name for name in known if name), n=1)
    return f"; did you mean '{close[0]}'?" if close else ""

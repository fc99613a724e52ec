"""The settings that bot.yaml may have under `connectors.web`."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from botkit.domain.errors import ConfigError

SHORTEST_KEY = 32
"""Bytes: HMAC-SHA256 is as hard to forge as its key is long (RFC 7518, 3.2)."""


def _origin(value: str) -> str:
    if not re.fullmatch(r"https?://[a-z0-9.\-\[\]:]+", value):
        raise ValueError("write an origin, in lower case and without a path, such as https://www.example.com")
    return value


def _colour(value: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise ValueError("write a colour as #rrggbb, in quotes, such as '#0b6b57'")
    return value.lower()


def _in_full(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


def _few(values: tuple[Suggestion, ...]) -> tuple[Suggestion, ...]:
    if sum(one.is_everywhere for one in values) > WebSettings.MOST_SUGGESTIONS:
        raise ValueError(f"offer at most {WebSettings.MOST_SUGGESTIONS} questions, or name the pages on which")
    return values


def _variable(value: str) -> str:
    if not re.fullmatch(r"[A-Z_][A-Z0-9_]*", value):
        raise ValueError("write the name of an environment variable, in capitals, not the key itself")
    return value


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Path = Annotated[str, StringConstraints(pattern=r"^[/*]", max_length=500)]
Origin = Annotated[str, AfterValidator(_origin)]
Colour = Annotated[str, AfterValidator(_colour)]
VariableName = Annotated[str, AfterValidator(_variable)]


class Suggestion(BaseModel):
    """Something to say, on pages whose path is one of `pages`. In a path, `*` stands for anything."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Line
    pages: Annotated[tuple[Path, ...], Field(min_length=1)] = ("*",)

    @property
    def is_everywhere(self) -> bool:
        """True if it is meant for all pages."""
        return self.pages == ("*",)

    @property
    def rule(self) -> dict[str, object]:
        """The rule as the widget has it: the pages are a regular expression."""
        pages = "|".join(".*".join(re.escape(part) for part in page.split("*")) for page in self.pages)
        return self.model_dump() | {"pages": f"^(?:{pages})$"}


class Proactive(Suggestion):
    """A line that the chat's button says by itself, `after` so many seconds."""

    after: Annotated[float, Field(ge=0, le=3600)] = 20


class WebSettings(BaseModel):
    """The keys of `connectors.web`, all of them optional.

    `origins` are the other sites that may embed the chat; `greeting` is its first line and `suggestions` are what
    to begin with, everywhere or on some pages; `accent` is the colour of buttons; `position` is the side of the
    window, where `end` is the right one unless the language is written from right to left; `headline` and
    `introduction` stand on the page. A conversation that was left for `token_hours` cannot be gone on with. A
    visitor may send so many messages a minute, and an address make so many requests, and have so many streams open.
    `identity_key_env` names the variable with the key that signs who a customer is. `page` says whether the page
    that a visitor writes on may go along with the message, `files` whether files may.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    MOST_SUGGESTIONS: ClassVar[int] = 6

    origins: tuple[Origin, ...] = ()
    greeting: Line = "Hello! What can I help you with?"
    suggestions: Annotated[tuple[Annotated[Suggestion, BeforeValidator(_in_full)], ...], AfterValidator(_few)] = ()
    accent: Colour = "#0b6b57"
    position: Literal["start", "end"] = "end"
    proactive: Proactive | None = None
    headline: Line = "How can we help?"
    introduction: Line = "Ask in your own words. You get an answer from our help articles, with its source."
    token_hours: Annotated[float, Field(gt=0, le=24 * 30)] = 8
    messages_per_minute: Annotated[int, Field(ge=1, le=100_000)] = 20
    requests_per_minute: Annotated[int, Field(ge=1, le=1_000_000)] = 600
    streams_per_address: Annotated[int, Field(ge=1, le=1_000_000)] = 500
    identity_key_env: VariableName | None = None
    page: bool = False
    files: bool = False

    @classmethod
    def read(cls, settings: Mapping[str, Any]) -> Self:
        """Read the settings as bot.yaml has them. Raises ConfigError naming the first key that is wrong."""
        try:
            return cls.model_validate(dict(settings))
        except ValidationError as error:
            raise ConfigError(_sentence(error)) from None

    def identity_key(self, environment: Mapping[str, str]) -> bytes | None:
        """Return the key shared with the site, if there is one. Raises ConfigError if it is missing, or too short."""
        if self.identity_key_env is None:
            return None
        key = environment.get(self.identity_key_env, "").encode()
        if len(key) < SHORTEST_KEY:
            what = "is too short" if key else "is not set"
            raise ConfigError(
                f"connectors.web.identity_key_env: the environment variable {self.identity_key_env} {what}; set it to "
                f"{SHORTEST_KEY} random characters or more, and have the site sign with the same"
            )
        return key

    @property
    def starters(self) -> tuple[str, ...]:
        """The suggestions that are offered everywhere."""
        return tuple(one.text for one in self.suggestions if one.is_everywhere)

    @property
    def on_accent(self) -> str:
        """Black or white: the one that reads better on the accent (WCAG 2.2, relative luminance)."""
        red, green, blue = (_linear(int(self.accent[at : at + 2], 16) / 255) for at in (1, 3, 5))
        luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
        return "#ffffff" if 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 else "#000000"


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    key = "connectors.web" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"])
    if first["type"] == "extra_forbidden":
        name = str(first["loc"][-1])
        known = (
            (Proactive if first["loc"][0] == "proactive" else Suggestion).model_fields
            if len(first["loc"]) > 1
            else WebSettings.model_fields
        )
        close = difflib.get_close_matches(name, known, n=1)
        remedy = f"did you mean '{close[0]}'?" if close else f"known are {', '.join(known)}"
        return f"{key}: unknown key '{name}'; {remedy}"
    return f"{key}: {first['input']!r} does not fit: {first['msg'].removeprefix('Value error, ')}"

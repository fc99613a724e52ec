"""The schema of bot.yaml: its sections, the constraints on each value, and the defaults."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from botkit.actions.settings import ActionSettings
from botkit.dialogue.policy.office_hours import OfficeHours
from botkit.project import yaml_lines
from botkit.project.yaml_lines import KeyPath
from botkit.text.web_host import canonical_host

Probability = Annotated[float, Field(ge=0, le=1)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    @model_validator(mode="before")
    @classmethod
    def _empty(cls, data: Any) -> Any:
        return {} if data is None else data  # a section whose keys are all commented out


def _local(name: str, info: ValidationInfo) -> str:
    """Resolve a path (starting with `.`, `/` or `~`) against the bot folder; leave other names to the register."""
    if not name.startswith((".", "/", "~")):
        return name
    return _existing(name, info, " or the name of a known model")


def _existing(name: str, info: ValidationInfo, otherwise: str = "") -> str:
    folder = (info.context or {}).get("folder", Path())
    path = (folder / Path(name).expanduser()).resolve()
    if not path.exists():
        raise ValueError(f"names {name!r}, but there is no {path}; give an existing path{otherwise}")
    return str(path)


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be empty")
    return text.strip()


def _variable(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
        raise ValueError("must be the name of an environment variable, such as OPENAI_API_KEY (not the key itself)")
    return name


Text = Annotated[str, AfterValidator(_not_blank)]
VariableName = Annotated[str, AfterValidator(_variable)]
Weights = Annotated[Text, AfterValidator(_local)]
"""A name in the register of weights, or a path (made absolute)."""


def _kind_of_value(name: str) -> str:
    from intents.values import KINDS

    if name not in KINDS:
        hint = yaml_lines.suggestion(name, KINDS) or f"; there are {', '.join(KINDS)}"
        raise ValueError(f"is no kind of value: {name!r}{hint}")
    return name


class NluSettings(_Section):
    """The understanding of messages."""

    trainer: Literal["finetune", "linear", "contrast"] = "finetune"
    encoder: Weights = "all-MiniLM-L6-v2"
    epochs: int = Field(default=6, ge=1, le=1000)
    seed: int = Field(default=42, ge=0, lt=2**32)
    runtime: Literal["torch", "onnx", "onnx-int8"] = "torch"
    min_confidence: Probability = 0.5
    precision: Annotated[float, Field(ge=0.5, le=0.99)] | None = None
    """None: `min_confidence` alone decides."""
    clarify_margin: Probability = 0.15
    values: dict[str, Annotated[Text, AfterValidator(_kind_of_value)]] = {}
    """The kind of value ("money", "date") of each slot that has one; see `intents.values`."""


class Columns(_Section):
    """The columns of a CSV file, or keys of JSON lines, that hold each part of a document."""

    question: Text
    answer: Text
    url: Text | None = None


def _language_code(code: str) -> str:
    if not re.fullmatch(r"[a-z]{2}", code):
        raise ValueError(f"must be a language code of two letters, such as en, not {code!r}")
    return code


class Only(_Section):
    """The documents that can be found at all, by their front matter."""

    tags: list[Text] = Field(default_factory=list)
    languages: list[Annotated[str, AfterValidator(_language_code)]] = Field(default_factory=list)
    audience: list[Text] = Field(default_factory=list)


def _link(url: str) -> str:
    if not re.match(r"https?://[^/\s]", url):
        raise ValueError(f"must be the address of a page, such as https://www.example.com/help, not {url!r}")
    return url


Link = Annotated[str, AfterValidator(_link)]


def _host(name: str) -> str:
    host = canonical_host(name)
    if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", host):
        raise ValueError(f"must be the name of a host, such as www.example.com, not {name!r}")
    return host


class WebPages(_Section):
    """Web pages that are documents, too."""

    urls: list[Link] = Field(default_factory=list)
    sitemap: Link | None = None
    hosts: list[Text] = Field(default_factory=list)
    """Hosts that are allowed besides those of `urls` and `sitemap`."""
    pages: int = Field(default=1_000, ge=1, le=100_000)


class RetrievalSettings(_Section):
    """The search for passages."""

    encoder: Weights = "all-MiniLM-L6-v2"
    passages: int = Field(default=8, ge=1, le=50)
    min_relevance: Probability = 0.5
    columns: Columns | None = None
    """None: recognised from the header of the file."""
    words: float = Field(default=1.5, ge=0, le=20)
    reranker: Weights | None = None
    only: Only = Only()
    web: WebPages = WebPages()


class GenerationSettings(_Section):
    """The writing of replies."""

    engine: Literal["quote", "gguf", "causal", "seq2seq", "openai"] = "quote"
    model: Text = "smollm2-135m-instruct"
    """A name in the register of weights or a path (made absolute); with `openai`, the server's name for its model."""
    adapter: Annotated[Text, AfterValidator(_existing)] | None = None
    """A trained adapter of a GGUF model: another GGUF file, named relative to the bot folder (made absolute)."""
    max_tokens: int = Field(default=160, ge=1, le=4096)
    temperature: float = Field(default=0.0, ge=0, le=2)
    seed: int = Field(default=42, ge=0, lt=2**32)
    timeout_seconds: float = Field(default=60.0, gt=0, le=3600)
    links: list[Annotated[str, AfterValidator(_host)]] | None = None
    """The hosts that replies may link to, with their subdomains; None: any that occurs in a document."""
    base_url: str | None = None
    api_key_env: VariableName | None = None

    @field_validator("model")
    @classmethod
    def _model(cls, model: str, info: ValidationInfo) -> str:
        return model if info.data.get("engine") in {"openai", None} else _local(model, info)

    @field_validator("base_url")
    @classmethod
    def _base_url(cls, url: str | None) -> str | None:
        if url is not None and not re.match(r"https?://[^/\s]", url):
            raise ValueError(f"must be the address of a server, such as http://localhost:8001/v1, not {url!r}")
        return url

    def problems(self) -> Iterator[tuple[KeyPath, str]]:
        if self.engine != "openai":
            for key in ("base_url", "api_key_env"):
                if getattr(self, key) is not None:
                    yield (key,), f"'generation.{key}' only goes with engine 'openai'; remove it or change the engine"
        elif self.base_url is None:
            yield ("engine",), "engine 'openai' needs 'generation.base_url': the address of the server"
        if self.adapter is not None and self.engine != "gguf":
            yield ("adapter",), "'generation.adapter' only goes with engine 'gguf'; remove it or change the engine"
        if self.engine in {"openai", "seq2seq", "causal"} and "model" not in self.model_fields_set:
            yield ("engine",), f"engine '{self.engine}' needs 'generation.model'; add it"


class PrivacySettings(_Section):
    """The protection of personal data: what is never stored, and the key of what is stored encrypted."""

    redact: Annotated[tuple[Literal["card_number", "iban", "email", "phone"], ...], Field(strict=False)] = (
        "card_number",
        "iban",
    )
    key_env: VariableName | None = None
    """The environment variable with the key that encrypts the values a flow needs; None: it gets the redacted text."""


class StateSettings(_Section):
    """The store of conversations."""

    url: str | None = None
    """None: a SQLite file in the data directory."""
    several_messages: Literal["queue", "merge", "restart"] = "queue"
    max_waiting: int = Field(default=1_000, ge=1, le=100_000)
    max_waiting_per_conversation: int = Field(default=20, ge=1, le=1_000)
    max_waiting_per_tenant: int | None = Field(default=None, ge=1, le=100_000)

    @field_validator("url")
    @classmethod
    def _url(cls, url: str | None) -> str | None:
        if url is not None and not re.match(r"(sqlite|postgresql)(\+\w+)?://", url):
            raise ValueError("must be the address of a database: start it with sqlite:/// or postgresql://")
        return url


class RetentionSettings(_Section):
    """The time that conversations are kept."""

    days: int | None = Field(default=None, ge=1, le=36_500)
    """None: until somebody deletes them."""


class TranslationSettings(_Section):
    """The models that translate a language into the bot's, and back; T5 models need an instruction."""

    to: Weights
    back: Weights
    to_instruction: str = ""
    back_instruction: str = ""


class LanguageSettings(_Section):
    """The treatment of messages in languages other than the bot's."""

    detect: bool = True
    translate: dict[str, TranslationSettings] = Field(default_factory=dict)

    @field_validator("translate")
    @classmethod
    def _codes(cls, translate: dict[str, TranslationSettings]) -> dict[str, TranslationSettings]:
        for code in translate:
            _language_code(code)
        return translate


class SpeechSettings(_Section):
    """The recognition of visitors' speech."""

    model: Weights
    """A speech-recognition model of transformers."""


class HandOffSettings(_Section):
    """The hand-off of conversations to people, and back."""

    wait_minutes: int | None = Field(default=15, ge=1, le=10_080)
    """None: the bot never takes back a conversation that nobody has claimed."""
    idle_minutes: int | None = Field(default=240, ge=1, le=10_080)
    """None: nor one that somebody has claimed."""
    hours: dict[str, str] | None = None
    """None: people are always there."""
    closed: list[Annotated[date, Field(strict=False)]] = Field(default_factory=list)
    summarizer: Weights | None = None
    """None: the summary is made from what was said, without a model."""
    summarizer_instruction: str = "summarize:"

    @field_validator("hours")
    @classmethod
    def _hours(cls, hours: dict[str, str] | None) -> dict[str, str] | None:
        OfficeHours.read(hours or {})
        return hours

    @property
    def office_hours(self) -> OfficeHours | None:
        """The hours in which people are there; None if they always are."""
        if self.hours is None and not self.closed:
            return None
        return OfficeHours.read({"mon-sun": "00:00-24:00"} if self.hours is None else self.hours, self.closed)


def _network(text: str) -> str:
    try:
        ip_network(text)
    except ValueError:
        raise ValueError(f"must be an address or a network, such as 10.0.0.5 or 10.0.0.0/8, not {text!r}") from None
    return text


class ServingSettings(_Section):
    """The place of `botkit serve` in the network."""

    proxies: list[Annotated[str, AfterValidator(_network)]] = Field(default_factory=list)
    """The proxies whose X-Forwarded-For and X-Forwarded-Proto are believed."""


def _page_alone() -> dict[str, dict[str, Any]]:
    return {"web": {}}


class Settings(_Section):
    """The whole of bot.yaml. Every key is optional."""

    name: Text
    language: str = "en"
    region: str | None = None
    """A code of two letters (ISO 3166); None: the region where most speakers of the language live."""
    timezone: str = "UTC"
    nlu: NluSettings = NluSettings()
    retrieval: RetrievalSettings = RetrievalSettings()
    generation: GenerationSettings = GenerationSettings()
    privacy: PrivacySettings = PrivacySettings()
    state: StateSettings = StateSettings()
    retention: RetentionSettings = RetentionSettings()
    serving: ServingSettings = ServingSettings()
    actions: ActionSettings = ActionSettings()
    languages: LanguageSettings = LanguageSettings()
    hand_off: HandOffSettings | None = None
    """None: the bot says that a person will take over, and does no more."""
    speech: SpeechSettings | None = None
    """None: voice input is off."""
    connectors: dict[str, dict[str, Any]] = Field(default_factory=_page_alone)
    """The options of each connector, which checks them itself."""

    @field_validator("language")
    @classmethod
    def _language(cls, code: str) -> str:
        return _language_code(code)

    @field_validator("region")
    @classmethod
    def _region(cls, code: str | None) -> str | None:
        if code is not None and not re.fullmatch(r"[A-Z]{2}", code):
            raise ValueError(f"must be a region's code of two capital letters, such as GB, not {code!r}")
        return code

    @field_validator("timezone")
    @classmethod
    def _timezone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"must be the name of a time zone, such as Europe/London, not {name!r}") from None
        return name

    @field_validator("connectors", mode="before")
    @classmethod
    def _without_options(cls, connectors: Any) -> Any:
        if not isinstance(connectors, dict):
            return {} if connectors is None else connectors
        return {name: {} if options is None else options for name, options in connectors.items()}

    def problems(self) -> Iterator[tuple[KeyPath, str]]:
        for path, problem in self.generation.problems():
            yield ("generation", *path), problem
        for path, problem in self.actions.problems():
            yield ("actions", *path), problem

"""The section `actions` of bot.yaml: webhooks, and the hosts that they may call."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, model_validator

from botkit.actions.functions import GIVEN
from botkit.actions.webhooks import Webhook
from botkit.domain import ActionSignature

Problem = tuple[tuple[str | int, ...], str]
"""The keys within the section, and what is wrong there."""

_HERE = {"localhost", "127.0.0.1", "::1"}


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    @model_validator(mode="before")
    @classmethod
    def _empty(cls, data: Any) -> Any:
        return {} if data is None else data


class WebhookSettings(_Section):
    """An action over HTTP."""

    url: str
    arguments: list[str] = Field(default_factory=list)
    optional: list[str] = Field(default_factory=list)
    """Arguments that are sent only if the flow has them."""
    results: list[str] = Field(default_factory=list)
    changes: bool = False
    seconds: float = Field(default=10.0, gt=0, le=60)
    attempts: int = Field(default=1, ge=1, le=5)

    def webhook(self, name: str) -> Webhook:
        """Return the settings in the form that the actions take."""
        needed, arguments = tuple(self.arguments), (*self.arguments, *self.optional)
        signature = ActionSignature(name, arguments, needed, tuple(self.results), changes=self.changes)
        return Webhook(self.url, signature, self.seconds, self.attempts)


class ActionSettings(_Section):
    """Actions besides those of actions.py. `secret_env` names the variable with the secret that signs requests."""

    hosts: list[str] = Field(default_factory=list)
    secret_env: str | None = None
    webhooks: dict[str, WebhookSettings] = Field(default_factory=dict)

    @property
    def hooks(self) -> dict[str, Webhook]:
        """The webhooks by the names of their actions."""
        return {name: settings.webhook(name) for name, settings in self.webhooks.items()}

    @property
    def signatures(self) -> Mapping[str, ActionSignature]:
        """The arguments and results of the webhooks."""
        return {name: hook.signature for name, hook in self.hooks.items()}

    def problems(self) -> Iterator[Problem]:
        """Yield the problems that only show when keys are seen together."""
        if self.secret_env is not None and not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", self.secret_env):
            yield ("secret_env",), "must be the name of an environment variable (not the secret itself)"
        if self.webhooks and self.secret_env is None:
            yield ("webhooks",), "webhooks are signed; name the environment variable with the secret in secret_env"
        for name, hook in self.webhooks.items():
            if (problem := self._of_address(hook.url)) is not None:
                yield ("webhooks", name, "url"), problem
            for key in ("arguments", "optional", "results"):
                for number, word in enumerate(getattr(hook, key)):
                    if not re.fullmatch(r"[^\W\d]\w*", word) or word in GIVEN:
                        yield ("webhooks", name, key, number), f"'{word}' can't be the name of a value; give another"

    def _of_address(self, url: str) -> str | None:
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname, parts.port
        except ValueError:
            return f"'{url}' is no address; it looks like https://service.example.com/actions/pay"
        if parts.scheme not in {"https", "http"} or not host or parts.username is not None:
            return f"'{url}' is no address; it looks like https://service.example.com/actions/pay"
        if parts.scheme == "http" and host not in _HERE:
            return f"'{url}' would send what customers say in the clear; use https (http only on this machine)"
        if host not in {one.casefold() for one in self.hosts}:
            return f"the host '{host}' is not on the list; add it to actions.hosts, if it may be asked"
        return None

"""Every error that a user can fix.

BotkitError
├── ConfigError       the bot folder: a key, a value or a file that is wrong or missing
├── DocumentError     a document that cannot be read
├── MessageError      a message that cannot be accepted (empty, too long, not text)
│   └── Busy          too many messages are already waiting
├── ArtifactError     a built model or index: missing, corrupt, foreign
├── WeightsError      pretrained weights: unknown, unreachable, not the bytes that were pinned
├── GenerationError   the language model or the server behind it
├── StoreError        the database: unavailable, full, read-only, newer than the code
│   ├── StoreAway     it cannot be reached or written to at the moment
│   └── StaleClaim    another process has taken over the conversation
├── HandOffError      a hand-off that has ended or does not exist
├── ActionError       an action of a flow that failed
│   └── ActionUnavailable  and may be retried
├── ConnectorError    a channel: a port in use, a token refused
│   └── NotYet        a channel that asks to wait
└── MissingExtra      an optional package that is not installed

Every message is one line that says what is wrong, where, and what to do about it.
"""

from __future__ import annotations


class BotkitError(Exception):
    """The root of the tree: catch it to catch everything that botkit raises on purpose."""


class ConfigError(BotkitError):
    """An error in the bot folder; the message starts with `file:line`."""


class DocumentError(BotkitError):
    """A document that cannot be read; the message names its file."""


class MessageError(BotkitError):
    """A message that cannot be accepted."""


class Busy(MessageError):
    """A full queue of waiting messages; this one was not stored and may be sent again later."""


class ArtifactError(BotkitError):
    """A built model or index that is missing, corrupt, or not one of ours."""


class WeightsError(BotkitError):
    """Pretrained weights that are unknown, unreachable, or not the bytes that were pinned."""


class GenerationError(BotkitError):
    """A failure of the language model."""


class StoreError(BotkitError):
    """A failure of the database."""


class StoreAway(StoreError):
    """A database that cannot be reached or written to at the moment; the same call may succeed later."""


class StaleClaim(StoreError):
    """A claim on a conversation that has passed to another process; its turn must not be committed."""


class HandOffError(BotkitError):
    """A hand-off that has ended or does not exist; nothing was done."""


class ActionError(BotkitError):
    """An action that failed. The customer sees the message, so it should say what they can do about it."""


class ActionUnavailable(ActionError):
    """An action whose service is down or too slow; it is retried if it allows more attempts."""


class ConnectorError(BotkitError):
    """A channel that cannot be opened or does not accept a reply."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class NotYet(ConnectorError):
    """A channel that asks to wait for `retry_after` seconds; nothing was sent."""


class MissingExtra(BotkitError):
    """An optional package that is not installed."""

    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(f"{feature} needs packages that are not installed; run: pip install {_requirement(extra)}")


def _requirement(extra: str) -> str:
    """Return what pip has to be told to install an extra: where botkit is a checkout, its folder."""
    import json
    from importlib.metadata import PackageNotFoundError, distribution
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    try:
        origin = json.loads(distribution("botkit").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        origin = {}
    if origin.get("dir_info", {}).get("editable"):
        return f"-e '{url2pathname(urlsplit(origin['url']).path)}[{extra}]'"
    return f"'botkit[{extra}]'"

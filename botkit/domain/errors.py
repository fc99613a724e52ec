"""Everything that can go wrong in a way a user can mend.

BotkitError
├── ConfigError       the bot folder: a key, a value or a file that is wrong or missing
├── DocumentError     a document that cannot be read
├── MessageError      a message that cannot be taken (empty, too long, not text)
│   └── Busy          too many messages wait already
├── ArtifactError     a built model or index: missing, corrupt, foreign
├── WeightsError      pretrained weights: unknown, unreachable, not the bytes that were pinned
├── GenerationError   the language model or the server behind it
├── StoreError        the database: away, full, read-only, newer than the code
│   ├── StoreAway     it cannot be reached or written to just now
│   └── StaleClaim    another process has taken over the conversation
├── HandOffError      a hand-off that is over, or that is not there
├── ActionError       an action of a flow could not be done
│   └── ActionUnavailable  and may be tried again
├── ConnectorError    a channel: a port in use, a token refused
│   └── NotYet        a channel asks to wait
└── MissingExtra      an optional package that is not installed

Every message is one line that names what is wrong, where, and what to do about it.
"""

from __future__ import annotations


class BotkitError(Exception):
    """The root: catch it to catch everything that botkit raises on purpose."""


class ConfigError(BotkitError):
    """The bot folder says something that cannot be: the message starts with `file:line`."""


class DocumentError(BotkitError):
    """A document cannot be read; the message names its file."""


class MessageError(BotkitError):
    """A message cannot be taken."""


class Busy(MessageError):
    """Too many messages wait for an answer; nothing was kept, and the message may be sent again later."""


class ArtifactError(BotkitError):
    """A built model or index is missing, corrupt, or not one of ours."""


class WeightsError(BotkitError):
    """Pretrained weights are unknown, out of reach, or not the bytes that were pinned."""


class GenerationError(BotkitError):
    """The language model failed."""


class StoreError(BotkitError):
    """The database refused."""


class StoreAway(StoreError):
    """The database cannot be reached, or not be written to, for now; the same call may succeed later."""


class StaleClaim(StoreError):
    """The claim on a conversation has passed to another process; its turn must not be committed."""


class HandOffError(BotkitError):
    """A hand-off is over, or is not there; nothing was done."""


class ActionError(BotkitError):
    """An action could not be done. The message is told to the customer: say what they can do about it."""


class ActionUnavailable(ActionError):
    """What the action talks to is away or too slow; the action is tried again if it allows more attempts."""


class ConnectorError(BotkitError):
    """A channel cannot be opened or does not take a reply."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class NotYet(ConnectorError):
    """A channel asks to wait for `retry_after` seconds; nothing was sent."""


class MissingExtra(BotkitError):
    """An optional package is not installed."""

    def __init__(self, feature: str, extra: str) -> None:
        super().__init__(f"{feature} needs packages that are not installed; run: pip install 'botkit[{extra}]'")

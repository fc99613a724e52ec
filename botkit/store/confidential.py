"""The parts of a message that may be stored as they are, only encrypted, or not at all."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from botkit.domain import DialogueState, Frame, Message, Turn
from botkit.domain.errors import StoreError
from botkit.domain.ports import Redact
from botkit.store.records import state_json, state_of
from intents.types import Understanding

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

logger = logging.getLogger(__name__)

_SECRET = ("values", "done", "stack")
"""The parts of a dialogue state that hold values: those of the form, sums of them, and both for interrupted forms."""
_LONGEST_VALUE = 9
"""The maximum number of words in a redacted value: an IBAN in groups of four has nine."""


class Confidential:
    """Redaction of stored data, and encryption of the values that a form needs until it is complete.

    `redact` removes anything that must not be stored. `keys` are Fernet keys separated by whitespace: the first
    encrypts and all decrypt, which allows key rotation. Without keys, a form also gets the redacted text. Raises
    StoreError if a key is invalid.
    """

    def __init__(self, redact: Redact, keys: str = "") -> None:
        self.redact = redact
        self._fernet = _fernet(keys.split()) if keys.split() else None

    def sealed(self, text: str) -> str | None:
        """Return the text encrypted if redaction would remove something that a form may need; otherwise None."""
        return self._seal(text) if self._fernet and self.redact(text) != text else None

    def message(self, message: Message) -> Message:
        """Return the message as it may be stored."""
        attachments = tuple(
            replace(one, title=self.redact(one.title), text=self.redact(one.text), url=self.redact(one.url))
            for one in message.attachments
        )
        return replace(message, text=self.redact(message.text), attachments=attachments)

    @property
    def has_key(self) -> bool:
        """True if there is an encryption key."""
        return self._fernet is not None

    def seal(self, text: str) -> str:
        """Return the text encrypted; there must be a key."""
        return self._seal(text)

    def unseal(self, token: str) -> str | None:
        """Return the text that `seal` encrypted; None if it was encrypted with another key."""
        return self._unseal(token) or None

    def original(self, redacted: str, sealed: str | None, state: DialogueState) -> str:
        """Return the original text if a form is waiting for it; otherwise the redacted text."""
        if sealed is None or state.form is None:
            return redacted
        return self._unseal(sealed) or redacted

    def state_json(self, state: DialogueState) -> dict[str, Any]:
        """Return the state as JSON, with the values of forms encrypted."""
        data = state_json(replace(state, pending=self.redact(state.pending)))
        if self._fernet and any(data[key] for key in _SECRET):
            data["sealed"] = self._seal(json.dumps({key: data.pop(key) for key in _SECRET}))
        return data

    def state_of(self, data: dict[str, Any]) -> DialogueState:
        """Return the state that `state_json` wrote; a form whose values can no longer be decrypted is abandoned."""
        data = dict(data)
        secret = self._unseal(sealed) if (sealed := data.pop("sealed", None)) else ""
        if sealed and not secret:
            return DialogueState()
        return state_of({**data, **json.loads(secret)} if secret else data)

    def turn(self, turn: Turn, *states: DialogueState) -> Turn:
        """Return the turn as it may be stored; `states` are the states before and after it."""
        said = turn.message.text
        flows: list[DialogueState | Frame] = [*states, *(frame for state in states for frame in state.stack)]
        values = [value for flow in flows for value in flow.values.values()]
        if self.redact(said) == said and not values:
            return turn

        sources = [source for source in (said, *values) if self.redact(source) != source]

        def bare(text: str) -> str:
            for source in sources:
                text = self._without_echo(text, source)
            return text

        text = bare(turn.reply.text)
        return replace(
            turn,
            message=replace(turn.message, text=self.redact(said)),
            understanding=self._redacted(turn.understanding),
            reply=replace(turn.reply, text=text) if text != turn.reply.text else turn.reply,
            verdicts=tuple(replace(verdict, text=bare(verdict.text)) for verdict in turn.verdicts),
        )

    def _without_echo(self, text: str, source: str) -> str:
        """Return `text` without the values that redaction removes from `source`; other numbers (a help line's) stay."""
        words = source.split()
        for length in range(min(len(words), _LONGEST_VALUE), 0, -1):
            for first in range(len(words) - length + 1):
                stretch = " ".join(words[first : first + length])
                if stretch in text and self.redact(stretch) != stretch:
                    text = text.replace(stretch, self.redact(stretch))
        return text

    def _redacted(self, understanding: Understanding) -> Understanding:
        text = self.redact(understanding.text)
        if text == understanding.text:
            return understanding
        return replace(understanding, text=text, slots=())  # their positions no longer match the text

    def _seal(self, text: str) -> str:
        assert self._fernet  # noqa: S101 - for the type checker: asked before
        return self._fernet.encrypt(text.encode()).decode()

    def _unseal(self, token: str) -> str:
        from cryptography.fernet import InvalidToken

        if self._fernet is not None:
            try:
                return self._fernet.decrypt(token.encode()).decode()
            except InvalidToken:
                pass
        logger.warning("what was encrypted for a form cannot be read with the key that is set; the form is left")
        return ""


def _fernet(keys: list[str]) -> MultiFernet:
    from cryptography.fernet import Fernet, MultiFernet

    try:
        return MultiFernet([Fernet(key) for key in keys])
    except ValueError:
        raise StoreError(
            "the key for forms' values is no Fernet key; make one with: python -c "
            "'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'"
        ) from None

"""Actions over HTTP: a signed POST to a service of the bot's owner.

    POST /actions/block_card
    Content-Type: application/json
    Idempotency-Key: the same for the same step of the same conversation
    Botkit-Timestamp: 1763719200
    Botkit-Signature: v1=...

    {"action": "block_card", "arguments": {"card_last_four": "4821"}, "conversation_id": "...", "key": "...",
     "reference_code": "7GK4MXQ2"}

Status 200 with a JSON object gives the results. A status from 400 to 499 with `{"error": "words for the customer"}` is
a refusal. 408, 425, 429, all from 500 upwards, and no answer in time count as *unavailable*: another attempt, with the
same key, may help.
"""

from __future__ import annotations

import json
import logging
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from botkit.actions.attempts import FAILED, attempt, text_of
from botkit.actions.reference_code import reference_code
from botkit.actions.signing import KEY, SIGNATURE, TIMESTAMP, sign
from botkit.domain import ActionSignature
from botkit.domain.errors import ActionError, ActionUnavailable

logger = logging.getLogger(__name__)

LARGEST = 64 * 1024
"""The most bytes of an answer that are read; results are a few short values."""
_UNAVAILABLE = {408, 425, 429}


@dataclass(frozen=True, slots=True)
class Webhook:
    """An action's address and signature, the seconds per attempt and the number of attempts."""

    url: str
    signature: ActionSignature
    seconds: float = 10.0
    attempts: int = 1


class WebhookActions:
    """The webhooks of a bot; a `botkit.domain.ports.Actions`.

    Only the addresses of `hooks` are called: redirects are not followed, and proxies named in the environment are not
    used.
    """

    def __init__(self, hooks: Mapping[str, Webhook], secret: str) -> None:
        self._hooks = dict(hooks)
        self._secret = secret

    @property
    def signatures(self) -> Mapping[str, ActionSignature]:
        """All actions by name."""
        return {name: hook.signature for name, hook in self._hooks.items()}

    def run(self, name: str, arguments: Mapping[str, str], *, conversation: str, key: str) -> Mapping[str, str]:
        """Call the service and return its results as text. Raises ActionError with words for the customer."""
        hook = self._hooks.get(name)
        if hook is None:
            raise ActionError(f"There is no action '{name}'.")
        asked = {
            "action": name,
            "arguments": dict(arguments),
            "conversation_id": conversation,
            "key": key,
            "reference_code": reference_code(key),
        }
        body = json.dumps(asked, ensure_ascii=False).encode()
        work = partial(self._post, name, hook, body, key)
        answer = attempt(name, work, seconds=hook.seconds, times=hook.attempts)
        if missing := [result for result in hook.signature.results if answer.get(result) is None]:
            logger.error("the webhook '%s' did not give %s; let the service send it", name, ", ".join(missing))
        return {one: text_of(answer[one]) for one in hook.signature.results if answer.get(one) is not None}

    def _post(self, name: str, hook: Webhook, body: bytes, key: str) -> Mapping[str, Any]:
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": "botkit",
            TIMESTAMP: timestamp,
            SIGNATURE: sign(self._secret, timestamp, body),
        }
        if key:  # an action that changes nothing has no key
            headers[KEY] = key
        try:
            status, content = _sent(hook, body, headers)
        except ssl.SSLError as error:
            logger.error("the webhook '%s' has no valid certificate: %s", name, error)
            raise ActionError(FAILED) from error
        except (OSError, HTTPException) as error:
            raise ConnectionError(type(error).__name__) from error
        return _read(name, status, content)


def _sent(hook: Webhook, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
    """Return the status and the content of the answer, of which at most LARGEST + 1 bytes are read."""
    parts = urlsplit(hook.url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=hook.seconds)
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, body=body, headers=dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.read(LARGEST + 1)
    finally:
        connection.close()


def _read(name: str, status: int, content: bytes) -> Mapping[str, Any]:
    """Parse the answer. Raises ActionError for a refusal, ActionUnavailable if another attempt may help."""
    if status in _UNAVAILABLE or status >= 500:
        logger.warning("the webhook '%s' answered with status %d", name, status)
        raise ActionUnavailable
    try:
        answer = json.loads(content) if content.strip() and len(content) <= LARGEST else {}
    except ValueError:
        answer = None
    said = answer if isinstance(answer, dict) else {}
    if 400 <= status < 500 and isinstance(reason := said.get("error"), str) and reason.strip():
        raise ActionError(reason.strip())
    if not 200 <= status < 300:
        logger.error("the webhook '%s' answered with status %d; look into the service (or its address)", name, status)
        raise ActionError(FAILED)
    if not isinstance(answer, dict) or len(content) > LARGEST or any(_is_nested(value) for value in answer.values()):
        logger.error("the webhook '%s' must answer with a flat JSON object of at most %d bytes", name, LARGEST)
        raise ActionError(FAILED)
    return answer


def _is_nested(value: object) -> bool:
    return isinstance(value, (dict, list))

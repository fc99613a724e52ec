"""The signature of a webhook: HMAC-SHA256 (RFC 2104) over the time and the body, as Slack signs its requests.

A service that has the secret can tell who sent a request, that nobody changed it, and that it is not an old one being
replayed.
"""

from __future__ import annotations

import hashlib
import hmac
import time

TIMESTAMP = "Botkit-Timestamp"
SIGNATURE = "Botkit-Signature"
KEY = "Idempotency-Key"
"""The headers of a webhook."""
VERSION = "v1"
_LONGEST_TIMESTAMP = 15
"""Digits: enough for thirty million years."""
MAX_AGE = 300.0
"""The seconds by which the clocks of both sides, plus the time in transit, may differ."""


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Return the signature of `body`, sent at `timestamp` (seconds since 1970): "v1=" and 64 hexadecimal digits."""
    signed = f"{VERSION}:{timestamp}:".encode() + body
    return f"{VERSION}={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"


def is_signed(secret: str, timestamp: str, body: bytes, signature: str, *, at: float | None = None) -> bool:
    """Return True if the sender has the secret, and the request is at most MAX_AGE old (`at` is now by default)."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _LONGEST_TIMESTAMP):
        return False
    if abs((time.time() if at is None else at) - int(timestamp)) > MAX_AGE:
        return False
    return hmac.compare_digest(sign(secret, timestamp, body).encode(), signature.encode())

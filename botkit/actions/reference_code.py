"""The code by which people may refer to what an action did."""

from __future__ import annotations

import hashlib

_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Those that nobody takes for another, read or heard: no 0 and O, 1 and I and L; no U, so that few words come about."""
_LENGTH = 8


def reference_code(key: str) -> str:
    """Return the code for an idempotency key, such as "7GK4MXQ2": always the same, and it does not tell the key.

    The key itself is for machines: it names the conversation, and whoever has it can look like a second attempt.
    """
    if not key:
        return ""
    number, signs = int.from_bytes(hashlib.sha256(f"reference {key}".encode()).digest()), []
    for _ in range(_LENGTH):
        number, sign = divmod(number, len(_SIGNS))
        signs.append(_SIGNS[sign])
    return "".join(signs)

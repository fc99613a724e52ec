"""Limits to how often somebody may ask."""

from __future__ import annotations

import ipaddress
import logging
import math
import time
from collections.abc import Callable

from cachetools import LRUCache
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from connectors.web.security import error_response

logger = logging.getLogger(__name__)

MINUTE = 60.0
MOST_KEYS = 100_000
"""The most keys kept; the one not heard of for the longest goes first: memory is bounded, however many come."""


class Allowance:
    """So many requests a minute for each key: all of them at once, or spread; then one whenever its time has come.

    The generic cell rate algorithm (ITU-T I.371): of each key, only the time is kept at which all that was taken will
    have been earned. It is kept in this process; N processes together allow N times as much.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._interval = MINUTE / per_minute
        self._clock = clock
        self._paid: LRUCache[str, float] = LRUCache(MOST_KEYS)

    def wait(self, key: str) -> int:
        """Return 0 if the request may be made, which counts it; else the seconds after which one may."""
        present = self._clock()
        paid = max(self._paid.get(key, present), present) + self._interval
        if paid - present > MINUTE + 1e-6:
            return math.ceil(paid - present - MINUTE)
        self._paid[key] = paid
        return 0


class AddressLimit:
    """Refusal of requests to the interface from an address that makes too many. Files are not counted."""

    def __init__(self, app: ASGIApp, per_minute: int) -> None:
        self.app = app
        self.allowance = Allowance(per_minute)
        self._warned = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the application's response, or 429."""
        counted = scope["type"] == "http" and scope["path"].startswith(f"{scope.get('root_path', '')}/api/")
        if counted and (seconds := self.allowance.wait(network(scope))):
            self._warn_of_proxy(scope)
            message = f"too many requests from your network; try again in {seconds} s"
            await error_response(429, message, {"Retry-After": str(seconds)})(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _warn_of_proxy(self, scope: Scope) -> None:
        """Warn that behind a proxy that is not trusted, all visitors are one address."""
        if not self._warned and "x-forwarded-for" in Headers(scope=scope):
            self._warned = True
            proxy = (scope.get("client") or ("",))[0]
            logger.warning("visitors behind %s share one limit; if it is your proxy, add it to serving.proxies", proxy)


def network(scope: Scope) -> str:
    """Return the sender's address; of an IPv6 address the first 64 bits, as one subscriber has all of the rest."""
    host = str((scope.get("client") or ("",))[0])
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    return str(ipaddress.ip_network((host, 64), strict=False)) if address.version == 6 else host

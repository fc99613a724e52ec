"""HTTP for clients that say what they want: whoever opens a connection and dawdles is hung up on.

A connection that sends half a request and then nothing costs its sender nothing, and holds a place here (Slowloris).
"""

from __future__ import annotations

import asyncio
from typing import ClassVar

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

_ENDED = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class PromptHttp(H11Protocol):
    """uvicorn's HTTP, with a time limit for the head of a request, and one for its body."""

    HEAD_SECONDS: ClassVar[float] = 15.0
    """From the first byte of a request, or the opening of a connection, to the end of its headers."""
    BODY_SECONDS: ClassVar[float] = 90.0
    """For the whole body; the largest is a recording or three files, 3 MB, which a slow phone sends in a minute."""

    _awaited: str = ""
    """The part of a request that is on its way: "head", "body" or none."""
    _limit: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin to wait for a request."""
        super().connection_made(transport)
        self._await("head")

    def data_received(self, data: bytes) -> None:
        """Take in what came, and wait for what is still missing of the request."""
        super().data_received(data)
        self._await({h11.IDLE: "head", h11.SEND_BODY: "body"}.get(self.conn.their_state, ""))

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._await("")
        super().connection_lost(exc)

    def _await(self, part: str) -> None:
        if part == self._awaited:
            return
        self._awaited = part
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None
        if part:
            seconds = self.HEAD_SECONDS if part == "head" else self.BODY_SECONDS
            self._limit = self.loop.call_later(seconds, self._hang_up)

    def _hang_up(self) -> None:
        if self.transport.is_closing():
            return
        if self._awaited == "head":  # otherwise the application is at work on it, and may have begun to answer
            self.transport.write(_ENDED)
        self.transport.close()

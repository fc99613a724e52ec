"""Nobody holds more streams open than their windows need."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import ExitStack, nullcontext, suppress

import anyio
import pytest
from starlette.requests import ClientDisconnect
from starlette.types import Message, Scope

from botkit.domain.errors import Busy
from connectors.web.open_streams import OF_CONVERSATION, OF_CUSTOMER, CountedStream, OpenStreams
from connectors.web.visitors import Customer, Visitor

HERE: Scope = {"type": "http", "client": ("203.0.113.9", 4711)}


def elsewhere(number: int) -> Scope:
    return {"type": "http", "client": (f"198.51.100.{number}", 4711)}


def visitor(number: int = 0, customer: str = "") -> Visitor:
    return Visitor("https://shop.example", Customer(customer), f"web:{number}")


def open_all(streams: OpenStreams, wanted: list[tuple[Visitor, Scope]]) -> int:
    """How many of the streams are open together."""
    count = 0
    with ExitStack() as stack:
        for who, scope in wanted:
            with suppress(Busy):
                stack.enter_context(streams.opened(who, scope))
                count += 1
    return count


def test_a_conversation_has_a_few_from_wherever() -> None:
    streams = OpenStreams(1_000)
    mine = [(visitor(), elsewhere(number)) for number in range(30)]
    assert open_all(streams, [*mine, (visitor(1), HERE)]) == OF_CONVERSATION + 1


def test_a_customer_has_some_in_all_their_conversations() -> None:
    streams = OpenStreams(1_000)
    wanted = [(visitor(number, "ada"), elsewhere(number)) for number in range(100)]
    assert open_all(streams, [*wanted, (visitor(200, "ben"), HERE), (visitor(201), HERE)]) == OF_CUSTOMER + 2


def test_an_address_has_so_many_in_all_conversations() -> None:
    streams = OpenStreams(25)
    wanted = [(visitor(number), HERE) for number in range(100)]
    assert open_all(streams, [*wanted, (visitor(200), elsewhere(1))]) == 25 + 1


def test_what_has_ended_counts_no_longer_and_is_forgotten() -> None:
    streams = OpenStreams(1)
    for number in range(100):
        with streams.opened(visitor(number), HERE), pytest.raises(Busy), streams.opened(visitor(), HERE):
            pass
    assert not streams._open


async def _nothing() -> AsyncIterator[bytes]:
    yield b""


@pytest.mark.parametrize("leaves", [False, True])
def test_a_stream_counts_until_its_response_has_ended_also_for_who_left_at_once(leaves: bool) -> None:
    streams = OpenStreams(1)

    async def scene() -> None:
        response = CountedStream(_nothing(), streams.opened(visitor(), HERE), {})
        with pytest.raises(Busy), streams.opened(visitor(), HERE):
            pass

        async def receive() -> Message:
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            if leaves:
                raise OSError("nobody is there")

        with suppress(ClientDisconnect) if leaves else nullcontext():
            await response({**HERE, "asgi": {"spec_version": "2.4"}}, receive, send)

    anyio.run(scene)
    with streams.opened(visitor(), HERE):
        pass

"""The streams that are open: so many for each conversation, each customer and each address, and no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from botkit.domain.errors import Busy
from connectors.web.limits import network
from connectors.web.visitors import Visitor

OF_CONVERSATION = 10
"""A tab has one or two: what it listens to, and the reply to a message."""
OF_CUSTOMER = 30


class OpenStreams:
    """Counts the streams that are open in this process, `of_address` at most from one address.

    Each takes some memory for as long as somebody listens, which costs the listener nothing.
    """

    def __init__(self, of_address: int) -> None:
        self._of_address = of_address
        self._open: Counter[str] = Counter()

    @contextmanager
    def opened(self, visitor: Visitor, scope: Scope) -> Iterator[None]:
        """Count a stream during the block. Raises Busy if there are too many already."""
        most = {f"conversation {visitor.conversation}": OF_CONVERSATION, f"address {network(scope)}": self._of_address}
        if visitor.customer.id:
            most[f"customer {visitor.customer.id}"] = OF_CUSTOMER
        if any(self._open[key] >= count for key, count in most.items()):
            raise Busy("too many of your windows are listening; close some, then try again")
        self._open.update(most.keys())
        try:
            yield
        finally:
            self._open.subtract(most.keys())
            for key in most:
                if not self._open[key]:
                    del self._open[key]


class CountedStream(StreamingResponse):
    """A stream that counts as open until it has ended, whether or not anybody read a byte of it."""

    def __init__(
        self, content: AsyncIterable[bytes], counted: AbstractContextManager[None], headers: Mapping[str, str]
    ) -> None:
        super().__init__(content, media_type="text/event-stream", headers=headers)
        self._counted = counted
        counted.__enter__()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the stream, then count it no longer."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._counted.__exit__(None, None, None)

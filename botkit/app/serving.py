"""The server of a bot's connectors over HTTP: all in one application, on one port."""

from __future__ import annotations

import errno
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, cast

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp
from uvicorn import Config, Server
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from botkit.app.prompt_clients import PromptHttp
from botkit.assembly import open_connector, open_runtime
from botkit.domain import STAFF, Delivery
from botkit.domain.errors import ConfigError, ConnectorError
from botkit.domain.ports import Connector, Draft, Listener, Previewer, Service, StaffPlace, Streaming, Tell
from botkit.project.project import Project

MAX_PORT = 65_535
STREAM_SECONDS = 10
"""The seconds that a stopping server waits for replies that are being streamed."""


def serve(project: Project, host: str, port: int, ready: Callable[[str], None] | None = None) -> None:
    """Run until stopped (Ctrl-C, SIGTERM); pass the address to `ready` once models are loaded and the port is open.

    Raises ConnectorError if the port cannot be opened, ConfigError if no connector can be served, and what
    `open_runtime` raises.
    """
    with _listen(host, port) as listener:
        deliver: dict[str, Callable[[Delivery], str]] = {}
        previews: dict[str, Callable[[Draft], Tell]] = {}
        with open_runtime(project, deliver, previews) as runtime:
            connectors = _connectors(project, runtime)
            previews |= {shown.channel: shown.preview for shown in connectors if isinstance(shown, Previewer)}
            deliver |= {connector.channel: connector.deliver for connector in connectors}
            deliver[STAFF] = _tell_staff(connectors)
            if ready:
                ready(f"http://{host}:{listener.getsockname()[1]}")
            app = application(connectors, project.bot.settings.serving.proxies)
            config = Config(
                app,
                log_level="warning",
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=STREAM_SECONDS,
                http=PromptHttp,
            )
            with _swallowed_stop_signals(), _listening(connectors):
                _Server(config, connectors).run(sockets=[listener])


class _Server(Server):
    """A server that, when stopped, ends the streams that would not end by themselves, and waits for the others."""

    def __init__(self, config: Config, connectors: Sequence[Connector]) -> None:
        super().__init__(config)
        self._streaming = [connector for connector in connectors if isinstance(connector, Streaming)]

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Shut down as uvicorn does, after hanging up the streams."""
        for connector in self._streaming:
            connector.hang_up()
        await super().shutdown(sockets)


def application(connectors: list[Connector], proxies: Sequence[str] = ()) -> ASGIApp:
    """Return one ASGI application with all connectors, each at its prefix; the longest prefix is tried first.

    The client's address and scheme are believed only if one of `proxies` (addresses or networks) reports them.
    """
    ordered = sorted(connectors, key=lambda connector: -len(connector.prefix))
    app = Starlette(routes=[Mount(connector.prefix, app=connector.app) for connector in ordered])
    return cast("ASGIApp", ProxyHeadersMiddleware(cast("Any", app), list(proxies))) if proxies else app


@contextmanager
def _swallowed_stop_signals() -> Iterator[None]:
    """Swallow the signal that a stopped server raises again, so that turns in progress are answered and delivered."""
    if threading.current_thread() is not threading.main_thread():  # only the main thread gets signals
        yield
        return
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _connectors(project: Project, service: Service) -> list[Connector]:
    connectors: list[Connector] = []
    for name in project.bot.settings.connectors:
        connector = open_connector(project, name, service)
        if not hasattr(connector, "app"):
            raise ConfigError(
                f"{project.bot.place('connectors', name)}: '{name}' is not served over HTTP; remove it here, "
                f"and use: botkit chat {project.bot.folder}"
            )
        connectors.append(cast("Connector", connector))
    if not connectors:
        raise ConfigError(f"{project.bot.place('connectors')}: no connectors to serve; add 'web: {{}}'")
    return connectors


@contextmanager
def _listening(connectors: list[Connector]) -> Iterator[None]:
    """Run the connectors that listen by themselves for the length of the block."""
    with ExitStack() as stack:
        for connector in connectors:
            if isinstance(connector, Listener):
                connector.start()
                stack.callback(connector.close)
        yield


def _tell_staff(connectors: list[Connector]) -> Callable[[Delivery], str]:
    """Return the function that tells staff of hand-offs.

    It is that of the first connector with a place for it; without one, staff find hand-offs by looking for them.
    """
    places = (connector.tell_staff for connector in connectors if isinstance(connector, StaffPlace))
    return next((tell for tell in places if tell is not None), lambda delivery: f"{STAFF}:{delivery.id}")


def _listen(host: str, port: int) -> socket.socket:
    """Open the port before any model is loaded: whoever waits for a bot should not have to wait for this error."""
    if not 0 <= port <= MAX_PORT:
        raise ConnectorError(f"port {port} does not exist; choose one from 1 to {MAX_PORT} with --port")
    try:
        return socket.create_server((host, port), backlog=2048, reuse_port=False)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise ConnectorError(
                f"port {port} on {host} is in use; stop what uses it, or choose another with --port"
            ) from None
        raise ConnectorError(f"cannot listen on {host}, port {port}: {error.strerror}; try --host or --port") from None

"""Serves a bot's connectors over HTTP, all in one application on one port."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.routing import Mount
from uvicorn import Config, Server

from botkit.build import Project, open_connector, open_runtime
from botkit.errors import ConfigError, ConnectorError
from botkit.protocols import Connector, Service
from botkit.types import Delivery


def serve(project: Project, host: str, port: int, ready: Callable[[str], None] | None = None) -> None:
    """Runs until stopped (Ctrl-C, SIGTERM); `ready` is told the address once models are loaded and the port is open.

    Raises ConnectorError if the port cannot be opened, ConfigError if no connector can be served, and what
    `open_runtime` raises.
    """
    with _listen(host, port) as listener:
        deliver: dict[str, Callable[[Delivery], str]] = {}
        with open_runtime(project, deliver) as runtime:
            connectors = _connectors(project, runtime)
            deliver |= {connector.channel: connector.deliver for connector in connectors}
            if ready:
                ready(f"http://{host}:{listener.getsockname()[1]}")
            config = Config(application(connectors), log_level="warning", server_header=False)
            Server(config).run(sockets=[listener])


def application(connectors: list[Connector]) -> Starlette:
    """One ASGI application of all connectors, each at its prefix; the longest prefix is tried first."""
    ordered = sorted(connectors, key=lambda connector: -len(connector.prefix))
    return Starlette(routes=[Mount(connector.prefix, app=connector.app) for connector in ordered])


def _connectors(project: Project, service: Service) -> list[Connector]:
    connectors: list[Connector] = []
    for name in project.bot.settings.connectors:
        connector = open_connector(project, name, service)
        if not hasattr(connector, "app"):
            raise ConfigError(
                f"{project.bot.place('connectors', name)}: '{name}' is not served over HTTP; remove it here, "
                f"and use: botkit chat {project.bot.folder}"
            )
        connectors.append(connector)
    if not connectors:
        raise ConfigError(f"{project.bot.place('connectors')}: no connectors to serve; add 'web: {{}}'")
    return connectors


def _listen(host: str, port: int) -> socket.socket:
    """The port is opened before any model is loaded: whoever waits for a bot should not wait for this error."""
    try:
        return socket.create_server((host, port), backlog=2048, reuse_port=False)
    except OverflowError:
        raise ConnectorError(f"port {port} does not exist; choose one from 1 to 65535 with --port") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise ConnectorError(
                f"port {port} on {host} is in use; stop what uses it, or choose another with --port"
            ) from None
        raise ConnectorError(f"cannot listen on {host}, port {port}: {error.strerror}; try --host or --port") from None

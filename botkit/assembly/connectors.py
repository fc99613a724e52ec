"""Connectors, opened with their part of bot.yaml."""

from __future__ import annotations

from botkit.domain.errors import ConfigError
from botkit.domain.ports import Connector, Service, Terminal
from botkit.project import discovery
from botkit.project.project import Project


def open_connector(project: Project, name: str, service: Service) -> Connector | Terminal:
    """Open the connector of that name with its part of bot.yaml. Raises ConfigError or MissingExtra."""
    settings = project.bot.settings
    connect = discovery.connector(name)
    try:
        return connect(settings.name, settings.connectors.get(name, {}), service)
    except ConfigError as error:
        raise ConfigError(f"{project.bot.place('connectors', name)}: {error}") from None

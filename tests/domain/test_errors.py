"""Errors say what to do."""

from __future__ import annotations

import importlib.metadata

import pytest

from botkit.domain.errors import MissingExtra


class Installed:
    def __init__(self, origin: str | None) -> None:
        self._origin = origin

    def read_text(self, name: str) -> str | None:
        return self._origin if name == "direct_url.json" else None


@pytest.mark.parametrize(
    ("origin", "told"),
    [
        ('{"url": "file:///srv/my%20bots", "dir_info": {"editable": true}}', "pip install -e '/srv/my bots[files]'"),
        ('{"url": "file:///srv/botkit.whl", "archive_info": {}}', "pip install 'botkit[files]'"),
        (None, "pip install 'botkit[files]'"),
        ("no JSON", "pip install 'botkit[files]'"),
    ],
)
def test_what_is_missing_is_installed_from_where_botkit_came_from(monkeypatch, origin, told):
    monkeypatch.setattr(importlib.metadata, "distribution", lambda name: Installed(origin))

    assert str(MissingExtra("reading '.pdf' files", "files")) == (
        f"reading '.pdf' files needs packages that are not installed; run: {told}"
    )

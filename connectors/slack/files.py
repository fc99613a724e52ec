"""Files that come with a message: text is read, and everything else gets a word about why it is not.

A file's private address is asked with the bot's token (scope files:read): so only Slack's own hosts are asked, and no
redirect is followed. Source: https://docs.slack.dev/reference/objects/file-object.
"""

from __future__ import annotations

import logging
import re
import time
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

from botkit.domain.errors import ConnectorError
from connectors.slack.workspaces import Workspaces

logger = logging.getLogger(__name__)

MOST = 3
"""Files of one message that are read."""
LARGEST = 100_000
"""Bytes of a file that is read."""
SECONDS = 2.0
"""The time that Slack has to give out the files of a message, which has to be acknowledged in three."""
_HOSTS = (".slack.com", ".slack-files.com")
_PLAIN = re.compile(r"[a-z0-9.-]+(?::443)?", re.IGNORECASE)
"""A host that all who parse addresses read alike: with a backslash in it, some would go elsewhere."""
_TOO_LARGE = f"it is larger than {LARGEST // 1000} KB"
_TEXT = ("application/json", "application/x-yaml", "application/yaml", "application/xml")


@dataclass(frozen=True, slots=True)
class Attached:
    """A file as an event names it; `size` is in bytes."""

    name: str
    kind: str
    size: int
    url: str

    @property
    def is_text(self) -> bool:
        """True if its kind (a media type) is one of text."""
        return self.kind.startswith("text/") or self.kind in _TEXT


@dataclass(frozen=True, slots=True)
class FileText:
    """The content of a file; or, in `refusal`, the reason why it was not read."""

    name: str
    text: str = ""
    refusal: str = ""


def attached_files(event: Mapping[str, Any]) -> tuple[Attached, ...]:
    """Return the files of an event."""
    return tuple(
        Attached(
            name=str(file.get("name") or file.get("title") or "the file"),
            kind=str(file.get("mimetype") or ""),
            size=int(file.get("size") or 0),
            url=str(file.get("url_private_download") or file.get("url_private") or ""),
        )
        for file in event.get("files") or ()
    )


class Files:
    """A reader of files; `api_url` is where the Web API is, whose host is trusted, too."""

    def __init__(self, workspaces: Workspaces, api_url: str) -> None:
        self._workspaces = workspaces
        self._trusted = urlsplit(api_url)[:2]
        self._opener = urllib.request.build_opener(_NoRedirects)

    def read(self, team: str, files: Sequence[Attached]) -> tuple[FileText, ...]:
        """Return their texts, or why there is none."""
        until = time.monotonic() + SECONDS
        return tuple(
            self._read(team, file, until) if number < MOST else FileText(file.name, refusal=f"I read {MOST} at once")
            for number, file in enumerate(files)
        )

    def _read(self, team: str, file: Attached, until: float) -> FileText:
        if not file.is_text:
            return FileText(file.name, refusal="I can read text only")
        if file.size > LARGEST:
            return FileText(file.name, refusal=_TOO_LARGE)
        if not self._is_trusted(file.url):
            return FileText(file.name, refusal="it is not kept by Slack")
        try:
            content = self._fetch(team, file.url, until)
        except (ConnectorError, HTTPException, OSError) as error:
            logger.warning("a file on Slack was not read: %s; the app needs the scope files:read", error)
            return FileText(file.name, refusal="Slack did not give it to me")
        if len(content) > LARGEST:
            return FileText(file.name, refusal=_TOO_LARGE)
        try:
            return FileText(file.name, content.decode("utf-8-sig"))
        except UnicodeDecodeError:
            return FileText(file.name, refusal="it is not written in UTF-8")

    def _fetch(self, team: str, url: str, until: float) -> bytes:
        """Fetch the file, or more than LARGEST bytes of it. Raises OSError, or what else goes wrong with HTTP."""
        token = self._workspaces.of(team).client.token
        request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})  # noqa: S310 - checked
        content = bytearray()
        with self._opener.open(request, timeout=max(until - time.monotonic(), 0.1)) as response:
            while (piece := response.read1(LARGEST)) and len(content) <= LARGEST:
                content += piece
                if time.monotonic() > until:
                    raise TimeoutError("Slack takes too long")
        return bytes(content)

    def _is_trusted(self, url: str) -> bool:
        try:
            address = urlsplit(url)
            on_slack = address.scheme == "https" and address.port in (None, 443)
        except ValueError:
            return False
        host = f".{address.hostname or ''}"
        on_slack = on_slack and _PLAIN.fullmatch(address.netloc) is not None and host.endswith(_HOSTS)
        return on_slack or address[:2] == self._trusted


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """The token must not be taken elsewhere, and a page to sign in at is no file."""

    def redirect_request(self, *_: Any) -> None:
        """Follow nowhere: the answer is an error."""

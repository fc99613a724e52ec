"""Fetches web pages, and nothing that is not on the public web: an address in a list must not reach what is inside.

Server-side request forgery (OWASP): hosts are allowed by name; a name is resolved once, every address it has must be
public, and the connection goes to the very address that was checked, also after a redirect.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from botkit.domain.errors import DocumentError
from botkit.text.web_host import canonical_host

Resolve = Callable[[str, int], Sequence[str]]
"""Host and port to addresses; raises OSError."""

Connect = Callable[[str, int, float], socket.socket]
"""Address, port and time limit in seconds to a connection; raises OSError."""

_PORTS = {"http": 80, "https": 443}
_MOVED = {301, 302, 303, 307, 308}
_GONE = {404, 410}
_PIECE = 64 * 1024
_HEADERS = {
    "User-Agent": "botkit",
    "Accept": "text/html, text/plain, application/xml",
    "Accept-Encoding": "identity",  # what is packed can unpack to any size
    "Connection": "close",
}


@dataclass(frozen=True, slots=True)
class Page:
    """What was fetched. `url` is where it was in the end, `kind` its media type without parameters.

    `encoding` is the one that the server names; empty if it names none.
    """

    url: str
    kind: str
    content: bytes
    encoding: str = ""


class Gone(DocumentError):
    """The server says that there is no such page."""


def resolved(host: str, port: int) -> list[str]:
    """Return the addresses of a host, as the system knows them."""
    return [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def connected(address: str, port: int, seconds: float) -> socket.socket:
    """Return a TCP connection."""
    return socket.create_connection((address, port), timeout=seconds)


class Fetcher:
    """Fetches pages of the allowed `hosts` over http and https, on their usual ports.

    A page has at most `size` bytes and takes at most `seconds`, redirects included.
    """

    def __init__(
        self,
        hosts: Collection[str],
        *,
        size: int = 5 * 2**20,
        seconds: float = 20.0,
        redirects: int = 5,
        resolve: Resolve = resolved,
        connect: Connect = connected,
    ) -> None:
        self._hosts = frozenset(canonical_host(host) for host in hosts)
        self._size = size
        self._seconds = seconds
        self._redirects = redirects
        self._resolve = resolve
        self._connect = connect

    def fetch(self, url: str) -> Page:
        """Return the page at `url`. Raises DocumentError if it cannot be had or may not be, Gone if there is none."""
        deadline = time.monotonic() + self._seconds
        here = url
        for _ in range(self._redirects + 1):
            target = self._allowed(here, asked=url)
            try:
                found = self._get(target, deadline, asked=url)
            except ssl.SSLCertVerificationError as error:
                raise DocumentError(f"{url}: its certificate is not valid ({error.verify_message})") from error
            except TimeoutError as error:
                raise DocumentError(f"{url}: no answer within {self._seconds:g} s; try again later") from error
            except (OSError, HTTPException) as error:
                reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
                raise DocumentError(f"{url}: cannot be fetched ({reason}); check the address") from error
            if isinstance(found, Page):
                return found
            try:
                here = urljoin(here, found)
            except ValueError:
                raise DocumentError(f"{url}: is redirected to {found}, which is not a link") from None
        raise DocumentError(f"{url}: is redirected more than {self._redirects} times; give the address of the page")

    def _allowed(self, url: str, asked: str) -> SplitResult:
        on_the_way = "" if url == asked else f"is redirected to {url}, which "
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise DocumentError(f"{asked}: {on_the_way}is not a link") from error
        if parts.scheme not in _PORTS or not host:
            raise DocumentError(f"{asked}: {on_the_way}is not a link; it must start with https:// or http://")
        if parts.username is not None or port not in {None, _PORTS[parts.scheme]}:
            raise DocumentError(f"{asked}: {on_the_way}has a user or a port in it; only plain addresses are fetched")
        if canonical_host(host) not in self._hosts:
            raise DocumentError(
                f"{asked}: {on_the_way}is on {host}, which is not allowed; add it to retrieval.web.hosts"
            )
        return parts

    def _get(self, target: SplitResult, deadline: float, asked: str) -> Page | str:
        """Return the page, or where it has moved."""
        host, port = str(target.hostname), _PORTS[target.scheme]
        host = host if host.isascii() else canonical_host(host)
        addresses = self._resolve(host, port)
        for address in addresses:
            if not _public(address):
                raise DocumentError(f"{asked}: {host} has the address {address}, which is not public; not fetched")
        if not addresses:
            raise OSError("its name has no address")
        connection = HTTPConnection(host, port)
        connection.sock = opened = self._opened(addresses[0], host, target.scheme, deadline)
        # Each piece that trickles in would renew a time limit of the socket's own.
        watch = threading.Timer(_left(deadline), _hang_up, [opened])
        watch.start()
        try:
            path = urlunsplit(("", "", target.path or "/", target.query, ""))
            connection.request("GET", path, headers=_HEADERS)
            with connection.getresponse() as answer:
                found = self._taken(answer, target, asked)
            _left(deadline)
            return found
        except (OSError, HTTPException):
            _left(deadline)  # then it was hung up on
            raise
        finally:
            watch.cancel()
            connection.close()
            opened.close()

    def _opened(self, address: str, host: str, scheme: str, deadline: float) -> socket.socket:
        plain = self._connect(address, _PORTS[scheme], _left(deadline))
        plain.settimeout(_left(deadline))
        if scheme == "http":
            return plain
        try:
            return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
        except BaseException:
            plain.close()
            raise

    def _taken(self, answer: HTTPResponse, target: SplitResult, asked: str) -> Page | str:
        if answer.status in _MOVED and answer.headers.get("Location"):
            return str(answer.headers["Location"])
        if answer.status in _GONE:
            raise Gone(f"{asked}: there is no such page (status {answer.status}); take it from the list")
        if answer.status != 200:
            raise DocumentError(f"{asked}: the server answers with status {answer.status}; try again later")
        content = b""
        while piece := answer.read1(_PIECE):
            content += piece
            if len(content) > self._size:
                raise DocumentError(f"{asked}: is larger than {self._size / 2**20:g} MiB; leave it out")
        if answer.length:
            raise OSError("the connection broke off")
        kind, encoding = answer.headers.get_content_type(), answer.headers.get_content_charset("")
        return Page(urlunsplit(target._replace(fragment="")), kind, content, encoding)


def _hang_up(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _public(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found not in _UNICAST or any(found in network for network in _DISGUISES):
            return False  # an IPv4 address in disguise, or a network of one's own; who means it writes it plainly
        if int(found) >> 32 & 0xFDFFFFFF == _ISATAP:
            return False
    inside = found.is_multicast or found.is_reserved or any(found in network for network in _INSIDE)
    return found.is_global and not inside


_UNICAST = ipaddress.ip_network("2000::/3")
"""All that is given out for the public (RFC 4291, 2.4). Outside of it are IPv4-mapped and IPv4-compatible addresses,
NAT64 (64:ff9b::/96, 64:ff9b:1::/48), and those of a link (fe80::/10), a site (fec0::/10) and one's own (fc00::/7)."""
_DISGUISES = tuple(
    ipaddress.ip_network(network)
    for network in (
        "2001::/23",  # Teredo and other protocols (RFC 2928)
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "3fff::/20",
    )
)
_ISATAP = 0x00005EFE
"""The third quarter of an address that carries an IPv4 address in its last (RFC 5214), the bit of "universal" aside."""
_INSIDE = tuple(
    ipaddress.ip_network(network)
    for network in (
        "192.0.0.0/24",  # protocols (RFC 6890); a cloud keeps its keys at 192.0.0.192
        "192.88.99.0/24",  # relays of 6to4
        "168.63.129.16/32",  # Azure's own services, though the number is public
    )
)

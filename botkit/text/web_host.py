"""The host that an address leads to, told as a browser tells it and not as it looks.

Source: https://url.spec.whatwg.org (parsing), UTS 46 (names that are not ASCII).
"""

from __future__ import annotations

import re
import socket
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

from botkit.text.normal_form import normal_form

_SCHEME = re.compile(r"(?:(?:https?|ftps?|wss?|mailto):|[a-z][a-z0-9+.-]*:(?=[/\\]))", re.IGNORECASE)
"""The part before a host; any other word and colon may be a host with its port."""
_END = re.compile(r"[/\\?#]")
_PORT = re.compile(r":\d*$")
_NUMERIC = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}\.?")
_DOTS = str.maketrans(dict.fromkeys("\u3002\uff0e\uff61", "."))
_NOT_SEEN = {"Cf", "Cc"}
_AFTER = ".,;:!?)]}*_"
"""Marks behind a link that belong to the sentence."""
_REST = r"[^\s<>\"'`|]"
_LINKS = (
    re.compile(rf"\b(?:https?|ftps?|wss?):{_REST}++", re.IGNORECASE),
    re.compile(rf"(?<![\w.@-])www\.{_REST}++", re.IGNORECASE),
    re.compile(rf"(?<![\w:/\\.])[/\\]{{2,}}{_REST}++"),
    re.compile(rf"\]\(\s*+<?([/\\]{{2,}}{_REST}++|[a-z][a-z0-9+.-]*+:[/\\]{_REST}++)", re.IGNORECASE),
)
_BARE = re.compile(r"(?<![\w@.-])(?:[\w-]++\.)++[a-z]{2,}(?![\w-])")
"""A name without a scheme, as programs make a link of it. A capital behind the dot begins a sentence."""


def host_of(address: str) -> str:
    """Return the host, in ASCII and small letters; "" if there is none.

    The address may lack a scheme, as in `bank.example/cards`. Of `user@host`, the host.
    """
    plain = "".join(character for character in address.strip() if character not in "\t\r\n")
    plain = _SCHEME.sub("", plain, count=1) if _SCHEME.match(plain) else plain
    authority = _END.split(plain.lstrip("/\\"), maxsplit=1)[0]
    return canonical_host(_PORT.sub("", authority.rpartition("@")[2]))


def canonical_host(host: str) -> str:
    """Return the one spelling of a host's name or number that a browser goes to."""
    import idna

    name = normal_form("NFKC", seen(unquote(host))).lower().rstrip(".")
    if _NUMERIC.fullmatch(name):
        try:
            return socket.inet_ntoa(socket.inet_aton(name))
        except OSError:
            return name
    if name.isascii():
        return name
    try:
        return idna.encode(name, uts46=True, std3_rules=False).decode("ascii")
    except idna.IDNAError:
        return name  # no browser goes there, and it is none of ours


def hosts_in(text: str) -> Iterator[str]:
    """Yield the hosts of all that a browser, a chat or a mail program would make a link of; some more than once."""
    plain = seen(text)
    for pattern in _LINKS:
        for link in pattern.finditer(plain):
            if host := host_of(link[link.lastindex or 0].rstrip(_AFTER)):
                yield host
    for name in _BARE.finditer(plain):
        if not name[0].isascii():
            yield canonical_host(name[0])


def seen(text: str) -> str:
    """Return the text as a browser takes it for a link: one kind of dot, and nothing that is not drawn."""
    if text.isascii():
        return text
    return "".join(one for one in text.translate(_DOTS) if unicodedata.category(one) not in _NOT_SEEN or one in "\n\t")

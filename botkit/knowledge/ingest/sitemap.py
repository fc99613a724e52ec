"""The addresses in a sitemap (sitemaps.org)."""

from __future__ import annotations

from xml.parsers import expat

from botkit.domain.errors import DocumentError


def locations(sitemap: str, content: bytes) -> list[tuple[str, str]]:
    """Return each address in the sitemap, with what it is of: "url", a page, or "sitemap".

    Raises DocumentError if it is no sitemap, or has a document type, in whatever encoding: entities can grow without
    end.
    """
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = reader.refuse
    try:
        parser.Parse(content, True)
    except _DocumentType:
        raise DocumentError(f"{sitemap}: a sitemap has no document type; it is not read") from None
    except expat.ExpatError as error:
        raise DocumentError(f"{sitemap}: is no sitemap ({error}); give the address of an XML sitemap") from error
    return reader.found


class _DocumentType(Exception):
    """There is a document type."""


class _Reader:
    """What is read while the sitemap goes by."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []
        self._path: list[str] = []
        self._location: list[str] = []

    def start(self, name: str, _: object) -> None:
        self._path.append(name.rsplit(":", 1)[-1])
        self._location.clear()

    def text(self, text: str) -> None:
        if len(self._path) == 3 and self._path[-1] == "loc":
            self._location.append(text)

    def end(self, _: str) -> None:
        if self._path.pop() == "loc" and len(self._path) == 2 and (address := "".join(self._location).strip()):
            self.found.append((self._path[-1], address))

    def refuse(self, *_: object) -> None:
        raise _DocumentType

"""Web pages as documents: a list of addresses, or all that a sitemap names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import ParseError

from botkit.domain.errors import DocumentError
from botkit.domain.ports import Progress
from botkit.knowledge.ingest.blocks import Document
from botkit.knowledge.ingest.fetch import Fetcher, Gone, Page
from botkit.knowledge.ingest.html import read_html
from botkit.knowledge.ingest.plain import read_plain
from botkit.knowledge.ingest.source import cleaned

_DEEP = 2
"""A sitemap may name sitemaps, which name pages."""


@dataclass(frozen=True, slots=True)
class Web:
    """Where the pages are. `hosts` are allowed besides those of `urls` and `sitemap`; at most `pages` are read."""

    urls: tuple[str, ...] = ()
    sitemap: str = ""
    hosts: tuple[str, ...] = ()
    pages: int = 1_000

    @property
    def allowed(self) -> frozenset[str]:
        """Every host that may be asked."""
        return frozenset({*self.hosts, *(urlsplit(url).hostname or "" for url in (*self.urls, self.sitemap) if url)})


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A page that was fetched, to be read as a file is."""

    page: Page

    @property
    def source(self) -> str:
        """Its address."""
        return self.page.url

    @property
    def title(self) -> str:
        """A title made of the address, for a page that gives none."""
        parts = urlsplit(self.page.url)
        name = unquote(parts.path.rstrip("/").rsplit("/", 1)[-1]).rsplit(".", 1)[0]
        words = re.sub(r"[-_\s]+", " ", name).strip() or str(parts.hostname)
        return words[:1].upper() + words[1:]

    def error(self, problem: str, *, line: int | None = None) -> DocumentError:  # noqa: ARG002 - as a file's
        """The one-line error for `problem`."""
        return DocumentError(f"{self.page.url}: {problem}")

    def read(self) -> str:
        """Its text without comments and invisible characters. Raises DocumentError if it is not UTF-8, or empty."""
        try:
            text = self.page.content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = self.page.content.decode("cp1252", "replace")  # as browsers do with what is not UTF-8
        return cleaned(self, text)


def read_web(web: Web, fetcher: Fetcher, progress: Progress | None = None) -> list[Document]:
    """The pages, each under its address. One that the sitemap names and the server does not have is left out.

    Raises DocumentError, naming the page, if another cannot be had or read.
    """
    documents: dict[str, Document] = {}
    urls = list(dict.fromkeys([*web.urls, *(_listed(web.sitemap, fetcher) if web.sitemap else ())]))
    if len(urls) > web.pages:
        raise DocumentError(
            f"{web.sitemap or urls[0]}: names {len(urls):,} pages, more than {web.pages:,}; raise retrieval.web.pages"
        )
    for number, url in enumerate(urls, 1):
        try:
            page = fetcher.fetch(url)
        except Gone:
            if url in web.urls:
                raise
            continue
        documents[page.url] = _read(page)
        if progress:
            progress("fetching pages", number, len(urls))
    return list(documents.values())


def _read(page: Page) -> Document:
    file = SourcePage(page)
    match page.kind:
        case "text/html" | "application/xhtml+xml":
            document = read_html(file)
        case "text/plain":
            document = read_plain(file)
        case kind:
            raise file.error(f"is of type '{kind}'; only web pages and plain text are read")
    return Document(page.url, document.title, document.blocks, url=page.url, language=document.language)


def _listed(sitemap: str, fetcher: Fetcher, depth: int = 1) -> Iterator[str]:
    """The addresses in a sitemap (sitemaps.org), and in those that it names."""
    for tag, url in _locations(sitemap, fetcher.fetch(sitemap).content):
        if tag == "url":
            yield url
        elif depth < _DEEP:
            yield from _listed(url, fetcher, depth + 1)


def _locations(sitemap: str, content: bytes) -> Iterable[tuple[str, str]]:
    from xml.etree.ElementTree import fromstring

    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:  # entities can grow without end, or read files
        raise DocumentError(f"{sitemap}: a sitemap has no document type; it is not read")
    try:
        root = fromstring(content)  # noqa: S314 - without a document type there are no entities
    except ParseError as error:
        raise DocumentError(f"{sitemap}: is no sitemap ({error}); give the address of an XML sitemap") from error
    for each in root:
        location = next((part.text for part in each if part.tag.rsplit("}", 1)[-1] == "loc"), None)
        if location and location.strip():
            yield each.tag.rsplit("}", 1)[-1], location.strip()

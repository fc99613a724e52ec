"""Web pages as documents: a list of addresses, or all that a sitemap names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

from botkit.domain.errors import DocumentError
from botkit.domain.ports import Progress
from botkit.knowledge.ingest.blocks import Document
from botkit.knowledge.ingest.decoding import decoded
from botkit.knowledge.ingest.fetch import Fetcher, Gone, Page
from botkit.knowledge.ingest.html.page import read_html
from botkit.knowledge.ingest.plain import read_plain
from botkit.knowledge.ingest.reading import Reading
from botkit.knowledge.ingest.repeated import without_repeats
from botkit.knowledge.ingest.sitemap import locations
from botkit.knowledge.ingest.source import cleaned, declared_encoding

_DEEP = 2
"""A sitemap may name sitemaps, which name pages."""
_MAY_FAIL = 3
"""Pages on which a server may fail, or a tenth of them if that is more."""


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
        """Return the one-line error for `problem`."""
        return DocumentError(f"{self.page.url}: {problem}")

    @property
    def address(self) -> str:
        """Where it stands."""
        return self.page.url

    def read(self) -> str:
        """Its text without invisible characters. Raises DocumentError if it is none, or empty."""
        content = self.page.content
        text = decoded(content, self.page.encoding or declared_encoding(content))
        if text is None:
            raise self.error("is no text; leave it out")
        return cleaned(self, text)


def read_web(web: Web, fetcher: Fetcher, progress: Progress | None = None) -> Reading:
    """Return the pages, each under its address. One that the sitemap names and the server does not have is left out.

    Others that cannot be had or read are skipped and told. Raises DocumentError if that is all of them, if a server
    fails on so many that the site must be down, or if there are more than there may be.
    """
    urls = list(dict.fromkeys([*web.urls, *(_listed(web.sitemap, fetcher) if web.sitemap else ())]))
    if len(urls) > web.pages:
        raise DocumentError(
            f"{web.sitemap or urls[0]}: names {len(urls):,} pages, more than {web.pages:,}; raise retrieval.web.pages"
        )
    documents: dict[str, Document] = {}
    errors: list[DocumentError] = []
    failed = 0
    for number, url in enumerate(urls, 1):
        try:
            page = fetcher.fetch(url)
        except DocumentError as error:
            if isinstance(error, Gone) and url not in web.urls:
                continue
            errors.append(error)
            failed += not isinstance(error, Gone)
            if failed > max(_MAY_FAIL, len(urls) // 10):
                raise
            continue
        try:
            documents[page.url] = _read(page)
        except DocumentError as error:
            errors.append(error)
        if progress:
            progress("fetching pages", number, len(urls))
    return Reading.of([*without_repeats([*documents.values()]), *errors])


def _read(page: Page) -> Document:
    file = SourcePage(page)
    match page.kind:
        case "text/html" | "application/xhtml+xml":
            document = read_html(file)
        case "text/plain":
            document = read_plain(file)
        case kind:
            raise file.error(f"is of type '{kind}'; only web pages and plain text are read")
    return replace(document, source=page.url, url=page.url)


def _listed(sitemap: str, fetcher: Fetcher, depth: int = 1) -> Iterator[str]:
    """Yield the addresses in a sitemap (sitemaps.org), and in those that it names."""
    for kind, url in locations(sitemap, fetcher.fetch(sitemap).content):
        if kind == "url":
            yield url
        elif depth < _DEEP:
            yield from _listed(url, fetcher, depth + 1)

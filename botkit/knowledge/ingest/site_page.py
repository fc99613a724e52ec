"""Pages of HTML in a folder, as sites are built from them: with front matter and Liquid, or as they were saved."""

from __future__ import annotations

from dataclasses import replace

from botkit.knowledge.ingest.blocks import Document
from botkit.knowledge.ingest.front_matter import parted
from botkit.knowledge.ingest.html.page import read_html
from botkit.knowledge.ingest.markdown.templates import without_templates
from botkit.knowledge.ingest.source import SourceFile


def read_site_page(file: SourceFile) -> Document:
    """Return the page in `file`. What its front matter says counts for more than what the page says.

    Raises DocumentError if it is a draft, if it shows no text, or if it does not say clearly who may read it.
    """
    text = file.read()
    front, body = parted(file, text) if text.lstrip().startswith(("---", "+++")) else (None, text)
    if front is None:
        return read_html(file, text)
    if front.draft:
        raise file.error("is a draft; publish it, or take that out of its front matter")
    page = read_html(file, without_templates(body, {"title": front.title, **front.metadata}), url=front.url)
    return replace(
        page,
        title=front.title or page.title,
        tags=front.tags,
        language=front.language or page.language,
        audience=front.audience,
        tenant=front.tenant,
        metadata=front.metadata,
    )

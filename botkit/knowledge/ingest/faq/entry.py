"""A question with its answer, whatever sort of file it stands in."""

from __future__ import annotations

import re
from collections.abc import Mapping

from botkit.knowledge.ingest.blocks import Document
from botkit.knowledge.ingest.decoding import unescaped
from botkit.knowledge.ingest.html.elements import has_elements, parsed
from botkit.knowledge.ingest.html.inline import plain_text
from botkit.knowledge.ingest.plain import paragraphs
from botkit.knowledge.ingest.source import WEB, SourceFile, without_comments


def entry(
    file: SourceFile,
    number: int,
    line: int,
    said: Mapping[str, str],
    metadata: Mapping[str, str],
    *,
    article: bool = False,
) -> Document:
    """Return the document of one entry: its question is the title, so a citation names the very entry.

    `said` has question, answer and what else is known by its role. Raises DocumentError if a part is missing.
    """
    question = one_line(said.get("question", ""))
    url = said.get("url", "").strip()
    url = url if url.startswith(WEB) else ""
    blocks = paragraphs(without_comments(file, said.get("answer", ""), line=line), wrapped=False, base=url)
    if not question or not blocks:
        missing = "answer" if question else "question"
        raise file.error(f"the row has no {missing}; write one or delete the row", line=line)
    return Document(
        f"{file.source}#row-{number}",
        question,
        blocks,
        url=url,
        tags=_several(said.get("tags", "")),
        language=_language(said.get("language", "")),
        audience=_several(said.get("audience", "")),
        entry=not article,
        tenant=said.get("tenant", "").strip(),
        metadata=metadata if url or not said.get("url") else {**metadata, "url": said["url"].strip()},
    )


def one_line(text: str) -> str:
    """Return a title or a question, in whatever it is marked."""
    if has_elements(text):
        return plain_text(parsed(text))
    return " ".join(unescaped(unescaped(text)).split())


def _several(text: str) -> tuple[str, ...]:
    parts = (part.strip() for part in re.split(r"[,;|]", unescaped(text)))
    return tuple(dict.fromkeys(filter(None, parts)))


def _language(text: str) -> str:
    found = re.fullmatch(r"([a-z]{2})(?:[-_][a-z]{2,4})*", text.strip().lower())
    return found[1] if found else ""

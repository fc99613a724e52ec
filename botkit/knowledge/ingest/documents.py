"""The documents that a bot answers from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from botkit.domain.errors import BotkitError, DocumentError, MissingExtra
from botkit.knowledge.ingest.blocks import Block, Document
from botkit.knowledge.ingest.faq.records import read_json, read_records
from botkit.knowledge.ingest.faq.table import read_table
from botkit.knowledge.ingest.markdown.article import read_markdown
from botkit.knowledge.ingest.office import SUFFIXES as OFFICE
from botkit.knowledge.ingest.office import read_office
from botkit.knowledge.ingest.plain import read_plain
from botkit.knowledge.ingest.reading import Reading
from botkit.knowledge.ingest.repeated import without_repeats
from botkit.knowledge.ingest.site_page import read_site_page
from botkit.knowledge.ingest.source import SourceFile

__all__ = ["SUFFIXES", "Block", "Document", "Reading", "read_documents"]

_MARKDOWN = (".markdown", ".md", ".mdown", ".mdx", ".mkd")
_HTML = (".htm", ".html", ".xhtml")
_TABLES = (".csv", ".tsv")
_LINES = (".jsonl", ".ndjson")
SUFFIXES = tuple(sorted((*_MARKDOWN, *_HTML, *_TABLES, *_LINES, *OFFICE, ".json", ".txt")))
_LIKELY = (".csv", ".docx", ".html", ".json", ".jsonl", ".md", ".pdf", ".pptx", ".txt", ".xlsx")


def read_documents(folder: Path, columns: Mapping[str, str] | None = None) -> Reading:
    """Return the documents below `folder`, in the order of their paths, without files and folders that start with ".".

    `columns` maps "question", "answer" and optionally "url" to the names of columns in CSV files (keys in JSON). What
    cannot be read is skipped and told. Raises DocumentError, one line naming the file, if the folder is missing or
    empty or nothing in it can be read, and MissingExtra if what reads it is not installed.
    """
    if not folder.is_dir():
        raise DocumentError(f"{folder}: no such folder of documents; make it and put help articles in it")
    files = [SourceFile(folder, path) for path in sorted(folder.rglob("*")) if path.is_file()]
    files = [file for file in files if not any(part.startswith(".") for part in file.path.relative_to(folder).parts)]
    found = [each for file in _once(files) for each in _read(file, columns)]
    documents = without_repeats([each for each in found if isinstance(each, Document)])
    reading = Reading.of([*documents, *(each for each in found if not isinstance(each, Document))])
    if not reading:
        raise DocumentError(f"{folder}: has no documents; put help articles in it ({', '.join(_LIKELY)})")
    return reading


def _once(files: Iterable[SourceFile]) -> Iterator[SourceFile | BotkitError]:
    """Yield the files; of two whose names differ in nothing that can be seen, the first."""
    seen: set[str] = set()
    for file in files:
        if file.source in seen:
            yield file.error("has the same name as another file, in other bytes; rename one of them")
        else:
            yield file
        seen.add(file.source)


def _read(file: SourceFile | BotkitError, columns: Mapping[str, str] | None) -> Iterator[Document | BotkitError]:
    """Yield the documents of a file, and the errors for what of it cannot be read."""
    if isinstance(file, BotkitError):
        yield file
        return
    try:
        match file.path.suffix.lower():
            case suffix if suffix in _MARKDOWN:
                yield read_markdown(file)
            case suffix if suffix in _HTML:
                yield read_site_page(file)
            case suffix if suffix in _TABLES:
                yield from read_table(file, columns)
            case suffix if suffix in _LINES:
                yield from read_records(file, columns)
            case suffix if suffix in OFFICE:
                yield read_office(file)
            case ".json":
                yield from read_json(file, columns)
            case ".txt":
                yield read_plain(file)
            case suffix:
                kind = f"'{suffix}' files" if suffix else "files without a suffix"
                yield file.error(f"{kind} cannot be read; save it as one of {', '.join(_LIKELY)}, or move it away")
    except (DocumentError, MissingExtra) as error:
        yield error
    except RecursionError:
        yield file.error("is nested too deeply to be read; flatten its lists or tables")

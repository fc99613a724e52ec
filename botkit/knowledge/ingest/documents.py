"""The documents that a bot answers from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from botkit.domain.errors import DocumentError
from botkit.knowledge.ingest.blocks import Block, Document
from botkit.knowledge.ingest.html import read_html
from botkit.knowledge.ingest.markdown import read_markdown
from botkit.knowledge.ingest.office import SUFFIXES as OFFICE
from botkit.knowledge.ingest.office import read_office
from botkit.knowledge.ingest.plain import read_plain
from botkit.knowledge.ingest.records import read_records
from botkit.knowledge.ingest.source import SourceFile
from botkit.knowledge.ingest.table import read_table

__all__ = ["SUFFIXES", "Block", "Document", "read_documents"]

SUFFIXES = (".csv", ".docx", ".htm", ".html", ".jsonl", ".markdown", ".md", ".pdf", ".pptx", ".txt", ".xlsx")


def read_documents(folder: Path, columns: Mapping[str, str] | None = None) -> list[Document]:
    """Every document below `folder`, in the order of their paths; files and folders that start with "." are left out.

    `columns` maps "question", "answer" and optionally "url" to the names of columns in CSV files (keys in JSON lines).
    Raises DocumentError, one line naming the file, if the folder is missing or empty or a document cannot be read, and
    MissingExtra if there is a PDF or Office file and what reads it is not installed.
    """
    if not folder.is_dir():
        raise DocumentError(f"{folder}: no such folder of documents; make it and put help articles in it")
    files = [SourceFile(folder, path) for path in sorted(folder.rglob("*")) if path.is_file()]
    files = [file for file in files if not any(part.startswith(".") for part in file.path.relative_to(folder).parts)]
    documents = [document for file in files for document in _read(file, columns)]
    if not documents:
        raise DocumentError(f"{folder}: has no documents; put help articles in it ({', '.join(SUFFIXES)})")
    return documents


def _read(file: SourceFile, columns: Mapping[str, str] | None) -> list[Document]:
    try:
        match file.path.suffix.lower():
            case ".md" | ".markdown":
                return [read_markdown(file)]
            case ".html" | ".htm":
                return [read_html(file)]
            case ".txt":
                return [read_plain(file)]
            case ".csv":
                return read_table(file, columns)
            case ".jsonl":
                return read_records(file, columns)
            case suffix if suffix in OFFICE:
                return [read_office(file)]
            case suffix:
                kind = f"'{suffix}' files" if suffix else "files without a suffix"
                raise file.error(f"{kind} cannot be read; save it as one of {', '.join(SUFFIXES)}, or move it away")
    except RecursionError:
        raise file.error("is nested too deeply to be read; flatten its lists or tables") from None

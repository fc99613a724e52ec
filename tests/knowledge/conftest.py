"""A folder of documents to write into, and a bot's worth of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from botkit.knowledge.ingest.documents import Document, read_documents

Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    return folder


@pytest.fixture
def write(folder: Path) -> Write:
    def write(name: str, content: str | bytes) -> Path:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def read(folder: Path, write: Write) -> Callable[[str, str | bytes], Document]:
    """Return the one document that a file with this content holds."""

    def read(name: str, content: str | bytes) -> Document:
        write(name, content)
        (document,) = read_documents(folder)
        return document

    return read


ARTICLES = {
    "cards/lost.md": (
        "---\ntitle: Report a lost card\nurl: https://bank.example/lost\ntags: [stolen card]\n---\n"
        "Call us when your card is lost or stolen.\n\n## New card\n\nA new card takes five days by post.\n\n"
        "## Find it\n\nFreeze the card in the app while you look for it.\n"
    ),
    "cards/limits.md": (
        "---\ntitle: Card limits\n---\n| Card | Limit a day |\n| --- | --- |\n"
        "| debit card | 500 |\n| credit card | 300 |\n"
    ),
    "service/hours.md": "---\ntitle: Branch opening hours\n---\nThe branch is open on Saturday by ten.\n",
    "faq.csv": "question,answer\nHow much interest does a saver get?,Two in a hundred a year.\n",
}


@pytest.fixture
def documents(folder: Path, write: Write) -> Sequence[Document]:
    for name, content in ARTICLES.items():
        write(name, content)
    return read_documents(folder)

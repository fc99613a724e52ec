"""Chunks: the pieces of documents that are searched, each within one section."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from botkit.domain import Hint, Passage
from botkit.knowledge.ingest.blocks import Block, Document
from botkit.knowledge.ingest.links import without_addresses
from botkit.text.markdown import cells, is_table_rule
from botkit.text.sentences import sentence_spans

MAX_WORDS = 200
"""Words of a chunk. A longer section is cut into even parts, so none falls below half."""

MOST_PIECES = 230
"""Pieces of words, about, that a chunk has with its subject and headings: MiniLM encoders read 256."""

_FEWEST_PIECES = 100
"""What is left for the text of a chunk, however long its subject and headings are."""

_PIECE = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True)
class Chunk:
    """A piece of a document's text, from character `start` to `end` (exclusive) of `Document.text`.

    A section is not joined with its neighbour where it is short: a chunk's headings hold for all of it. A chunk that
    starts within a table repeats the table's header above `start`.
    """

    source: str
    title: str
    text: str
    heading: tuple[str, ...] = ()
    url: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""
    audience: tuple[str, ...] = ()
    tenant: str = ""
    start: int = 0
    end: int = 0

    def as_passage(self, *, score: float = 0.0, relevance: float = 0.0, hints: tuple[Hint, ...] = ()) -> Passage:
        """Return the chunk as what a search finds."""
        return Passage(self.id, self.source, self.title, self.text, self.heading, self.url, score, relevance, hints)

    @property
    def subject(self) -> str:
        """What the whole document is about: its title and tags. For an entry of questions and answers, its question."""
        return ". ".join((self.title, ", ".join(self.tags))) if self.tags else self.title

    @cached_property
    def indexed(self) -> str:
        """What is embedded and indexed: title, tags, headings and text."""
        return "\n".join((self.subject, *self.heading, *self.sentences))

    @cached_property
    def id(self) -> str:
        """16 hexadecimal digits, the same for as long as the chunk stays what it is and where it is."""
        return hashlib.sha256(f"{self.source}\n{self.start}\n{self.indexed}".encode()).hexdigest()[:16]

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The sentences of the text, links without addresses; a row names its columns ("Card: debit; Limit: £500")."""
        found: list[str] = []
        columns: list[str] = []
        header = ""
        for line in self.text.split("\n"):
            if not line.startswith("|"):
                columns = []
                found.extend(
                    without_addresses(line[start:end]) for start, end in sentence_spans(line, self.language or "en")
                )
            elif is_table_rule(line):
                columns = cells(header)
                found.pop()
            else:
                header = line
                found.append(without_addresses(_spoken(columns, cells(line))))
        return tuple(found)


def chunks_of(documents: Iterable[Document]) -> list[Chunk]:
    """Return the chunks of all documents, in reading order.

    A chunk keeps within a section and has at most about MAX_WORDS words, fewer where they are long: an encoder reads
    all of it. It never cuts a sentence, an item or a row. Every chunk of a long answer has the question as its title.
    """
    return [chunk for document in documents for chunk in _chunks(document)]


@dataclass(frozen=True, slots=True)
class _Unit:
    """What must not be cut, by its place in the document's text; `header` is the table's, unless it stands in there.

    `said` is how it is read aloud: what an encoder reads of it.
    """

    start: int
    end: int
    said: str
    header: str = ""


def _chunks(document: Document) -> Iterator[Chunk]:
    text = document.text
    for heading, section in groupby(_placed(document), key=lambda placed: placed[1].heading):
        units = [unit for start, block in section for unit in _units(block, start, document.language or "en")]
        about = " ".join((document.title, *document.tags, *heading))
        for part in _parts(units, max(_FEWEST_PIECES, MOST_PIECES - _pieces(about))):
            start, end = part[0].start, part[-1].end
            yield Chunk(
                source=document.source,
                title=document.title,
                text=part[0].header + text[start:end],
                heading=heading,
                url=document.url,
                tags=document.tags,
                language=document.language,
                audience=document.audience,
                tenant=document.tenant,
                start=start,
                end=end,
            )


def _placed(document: Document) -> Iterator[tuple[int, Block]]:
    """Yield every block with where it starts in the text of the document."""
    start = 0
    for block in document.blocks:
        yield start, block
        start += len(block.text) + len("\n\n")


def _units(block: Block, offset: int, language: str) -> Iterator[_Unit]:
    if not block.table:
        for start, end in sentence_spans(block.text, language):
            yield _Unit(offset + start, offset + end, without_addresses(block.text[start:end]))
        return
    lines = block.text.split("\n")
    above = 2 if len(lines) > 2 and is_table_rule(lines[1]) else 0
    header = "".join(f"{line}\n" for line in lines[:above])
    columns = cells(lines[0]) if above else []
    start = offset + len(header)
    for number, line in enumerate(lines[above:]):
        said = without_addresses(_spoken(columns, cells(line)))
        yield _Unit(start if number else offset, start + len(line), said, header if number else "")
        start += len(line) + 1


def _parts(units: list[_Unit], most: int) -> Iterator[list[_Unit]]:
    """Consecutive units in even parts, each of at most about `most` pieces of words and MAX_WORDS words."""
    sizes = [_size(unit.said) for unit in units]
    target = sum(sizes) / max(1, -(-sum(sizes) // most))
    part: list[_Unit] = []
    held = 0.0
    for unit, size in zip(units, sizes, strict=True):
        if part and (held + size > most or held + size / 2 > target):
            yield part
            part, held = [], 0.0
        part.append(unit)
        held += size
    yield part


def _size(text: str) -> float:
    """Return the pieces of a text's words; a word counts for so many that MAX_WORDS of them fill a chunk."""
    return max(_pieces(text), len(text.split()) * MOST_PIECES / MAX_WORDS)


def _pieces(text: str) -> int:
    """About how many pieces of words an encoder makes of a text: a long word is several, a sign is one."""
    return sum(max(len(_WIDE.findall(word)), 1 + (len(word) - 1) // 8) for word in _PIECE.findall(text))


def _spoken(columns: list[str], row: list[str]) -> str:
    names = columns if len(columns) == len(row) else [""] * len(row)
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in zip(names, row, strict=True) if cell)

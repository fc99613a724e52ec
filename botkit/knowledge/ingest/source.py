"""What a document is read from, and errors that name it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from botkit.domain.errors import DocumentError
from botkit.knowledge.ingest.decoding import decoded, visible
from botkit.knowledge.ingest.links import WEB

__all__ = ["WEB", "Source", "SourceFile", "cleaned", "visible", "without_comments"]

_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE
)


class Source(Protocol):
    """What a document is read from."""

    @property
    def source(self) -> str:
        """What the document is cited as."""
        ...

    @property
    def title(self) -> str:
        """A title for a document that gives none."""
        ...

    @property
    def address(self) -> str:
        """Where on the web it stands; empty if that is not known."""
        ...

    def error(self, problem: str, *, line: int | None = None) -> DocumentError:
        """Return the one-line error for `problem` ("what is wrong; what to do about it")."""
        ...

    def read(self) -> str:
        """Return the text, cleaned. Raises DocumentError."""
        ...


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file below the documents folder."""

    folder: Path
    path: Path

    @property
    def source(self) -> str:
        """The path within the documents folder, with forward slashes, its letters composed (NFC)."""
        return unicodedata.normalize("NFC", self.path.relative_to(self.folder).as_posix())

    @property
    def title(self) -> str:
        """A title made of the file's name, or of its folder's where the file is the folder's index."""
        words = _words(self.path.stem)
        if words.casefold() in {"index", "readme"} and self.path.parent != self.folder:
            words = _words(self.path.parent.name)
        return words[:1].upper() + words[1:]

    @property
    def address(self) -> str:
        """None is known."""
        return ""

    def error(self, problem: str, *, line: int | None = None) -> DocumentError:
        """Return the one-line error for `problem` ("what is wrong; what to do about it") in this file."""
        where = f"{self.folder.name}/{self.source}" + (f":{line}" if line else "")
        return DocumentError(f"{where}: {problem}")

    def read(self) -> str:
        r"""Return the file's text with \n line ends and without invisible characters; lines keep their numbers.

        Raises DocumentError if the file cannot be read, is binary, or empty.
        """
        content = self.read_bytes()
        text = decoded(content, declared_encoding(content))
        if text is None:
            raise self.error("is binary, not text; save it as UTF-8 text or move it out of the folder")
        return cleaned(self, text)

    def read_bytes(self, most: int | None = None) -> bytes:
        """Return the file's bytes, at most so many. Raises DocumentError if it cannot be read or has more."""
        try:
            with self.path.open("rb") as file:
                content = file.read(-1 if most is None else most + 1)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise self.error(f"cannot be read ({reason}); check the file and its permissions") from error
        if most is not None and len(content) > most:
            raise self.error(f"is larger than {most // 2**20} MiB; split it")
        return content


def declared_encoding(content: bytes) -> str:
    """Return the encoding that a page of HTML or XML says it is in; empty if it says nothing."""
    found = _CHARSET.search(content[:2048])
    return found[1].decode("ascii") if found else ""


def cleaned(source: Source, text: str) -> str:
    r"""`text` with \n line ends and without invisible characters; lines keep their numbers.

    Raises DocumentError if nothing is left.
    """
    text = visible(text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        raise source.error("is empty; write something in it or delete it")
    return text


def without_comments(source: Source, text: str, *, line: int | None = None) -> str:
    """`text` without HTML's comments; lines keep their numbers.

    Raises DocumentError, with the `line` at which the text starts or else that of the comment, if one does not end.
    """
    pieces, end = [], 0
    while (start := text.find("<!--", end)) >= 0:
        stop = text.find("-->", start + 4)
        if stop < 0:
            at = line or text.count("\n", 0, start) + 1
            raise source.error("the comment '<!--' is never closed; end it with '-->'", line=at)
        pieces += [text[end:start], "\n" * text.count("\n", start, stop)]
        end = stop + 3
    return "".join([*pieces, text[end:]])


def _words(name: str) -> str:
    return re.sub(r"[-_\s]+", " ", unicodedata.normalize("NFC", name)).strip()

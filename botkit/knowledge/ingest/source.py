"""A file of the documents folder: its text without what no reader sees, and errors that name it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from botkit.domain.errors import DocumentError

WEB = ("https://", "http://")
"""How a link starts that may be shown to people."""

_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


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

    def error(self, problem: str, *, line: int | None = None) -> DocumentError:
        """The one-line error for `problem` ("what is wrong; what to do about it")."""
        ...

    def read(self) -> str:
        """The text, cleaned. Raises DocumentError."""
        ...


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file below the documents folder."""

    folder: Path
    path: Path

    @property
    def source(self) -> str:
        """The path within the documents folder, with forward slashes."""
        return self.path.relative_to(self.folder).as_posix()

    @property
    def title(self) -> str:
        """A title made of the file's name, for a document that gives none."""
        words = re.sub(r"[-_\s]+", " ", self.path.stem).strip()
        return words[:1].upper() + words[1:]

    def error(self, problem: str, *, line: int | None = None) -> DocumentError:
        """The one-line error for `problem` ("what is wrong; what to do about it") in this file."""
        where = f"{self.folder.name}/{self.source}" + (f":{line}" if line else "")
        return DocumentError(f"{where}: {problem}")

    def read(self) -> str:
        r"""The file's text with \n line ends, without comments and invisible characters; lines keep their numbers.

        Raises DocumentError if the file cannot be read, is binary, not UTF-8, or empty.
        """
        content = self.read_bytes()
        if b"\x00" in content:
            raise self.error("is binary, not text; save it as UTF-8 text or move it out of the folder")
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise self.error(
                f"is not UTF-8 (byte 0x{content[error.start]:02x}); save it as UTF-8", line=line
            ) from error
        return cleaned(self, text)

    def read_bytes(self, most: int | None = None) -> bytes:
        """The file's bytes, at most so many. Raises DocumentError if it cannot be read or has more."""
        try:
            with self.path.open("rb") as file:
                content = file.read(-1 if most is None else most + 1)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise self.error(f"cannot be read ({reason}); check the file and its permissions") from error
        if most is not None and len(content) > most:
            raise self.error(f"is larger than {most // 2**20} MiB; split it")
        return content


def cleaned(source: Source, text: str) -> str:
    r"""`text` with \n line ends, without comments and invisible characters; lines keep their numbers.

    Raises DocumentError if a comment does not end, or if nothing is left.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = visible(_without_comments(source, text))
    if not text.strip():
        raise source.error("is empty; write something in it or delete it")
    return text


def _without_comments(source: Source, text: str) -> str:
    pieces, end = [], 0
    while (start := text.find("<!--", end)) >= 0:
        stop = text.find("-->", start + 4)
        if stop < 0:
            line = text.count("\n", 0, start) + 1
            raise source.error("the comment '<!--' is never closed; end it with '-->'", line=line)
        pieces += [text[end:start], "\n" * text.count("\n", start, stop)]
        end = stop + len("-->")
    return "".join([*pieces, text[end:]])


def visible(text: str) -> str:
    """`text` as a person reads it: no control, zero-width or text-direction characters, every space a plain one.

    What people cannot see must not reach a model: it could carry instructions.
    """
    return _VARIATION_SELECTORS.sub("", "".join(_as_read(character) for character in text))


def _as_read(character: str) -> str:
    if character in "\n\t" or (character.isascii() and character.isprintable()):
        return character
    match unicodedata.category(character):
        case "Cc" | "Cf":
            return ""
        case "Zl" | "Zp":
            return "\n"
        case "Zs":
            return " "
        case _:
            return character

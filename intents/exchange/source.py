"""A file, folder or zip archive to import from, and the functions that every format needs."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from intents.errors import DataError
from intents.types import Example, Slot

LARGEST = 200_000_000
"""Maximum size in bytes of an unpacked file of an archive."""


@dataclass(frozen=True, slots=True)
class Source:
    """The source of an import: a file, or the files of a folder or zip archive by their names within it."""

    path: Path

    def text(self) -> str:
        """Return the file's text. Raises DataError if it is not valid UTF-8."""
        try:
            return _decoded(self.path.read_bytes(), self.path.name)
        except OSError as error:
            raise DataError(f"{self.path.name}: cannot be read ({error.strerror}); looked at {self.path}") from None

    def files(self, suffix: str = ".json") -> Iterator[tuple[str, str]]:
        """Yield the name and text of each file with that suffix, sorted by name."""
        try:
            if self.path.is_dir():
                for path in sorted(self.path.rglob(f"*{suffix}")):
                    yield path.relative_to(self.path).as_posix(), _decoded(path.read_bytes(), path.name)
                return
            with zipfile.ZipFile(self.path) as archive:
                for entry in sorted(archive.infolist(), key=lambda entry: entry.filename):
                    if entry.filename.endswith(suffix):
                        if entry.file_size > LARGEST:
                            raise DataError(f"{self.path.name}: {entry.filename} is too large to be training data")
                        yield entry.filename, _decoded(archive.read(entry), entry.filename)
        except zipfile.BadZipFile:
            raise DataError(f"{self.path.name}: is no zip archive; give the export's zip or its folder") from None
        except OSError as error:
            raise DataError(f"{self.path.name}: cannot be read ({error.strerror}); looked at {self.path}") from None

    def names(self) -> list[str]:
        """Return the names of the files in a folder or archive; empty for a plain file."""
        if self.path.is_dir():
            return sorted(path.relative_to(self.path).as_posix() for path in self.path.rglob("*") if path.is_file())
        if zipfile.is_zipfile(self.path):
            with zipfile.ZipFile(self.path) as archive:
                return sorted(archive.namelist())
        return []


def parsed(text: str, name: str) -> Any:
    """Return the parsed JSON of a file. Raises DataError with the line of the error."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise DataError(f"{name}:{error.lineno}: is not valid JSON: {error.msg}") from None
    except RecursionError:
        raise DataError(f"{name}: is nested too deeply to be read") from None


def wanted(value: Any, kind: type, where: str, what: str) -> Any:
    """Return the value if it is of that type. Raises DataError with the expected type and the place."""
    if not isinstance(value, kind):
        raise DataError(f"{where}: {what} was expected here, not {json.dumps(value, ensure_ascii=False)[:40]}")
    return value


def intent_name(name: str) -> str:
    """Return the name as training data allows it: without spaces at the ends or inside."""
    return re.sub(r"\s+", "_", name.strip())


def slot_name(name: str) -> str:
    """Return the name as a mark allows it: letters, digits, `_` and `-`, starting with a letter or `_`."""
    plain = re.sub(r"[^\w-]+", "_", name.strip()).strip("_") or "slot"
    return plain if re.match(r"[A-Za-z_]", plain) else f"_{plain}"


def example(text: str, intent: str, slots: Sequence[Slot] = (), origin: str = "") -> Example:
    """Return an example with its text on one line and its slots moved along. Raises DataError for an empty text."""
    moved: list[Slot] = []
    clean = _one_line(text)
    if not clean:
        raise DataError(f"{origin}: the example has no text; write one or delete it")
    if not intent:
        raise DataError(f"{origin}: '{clean[:40]}' has no intent; add one")
    for slot in sorted(slots, key=lambda slot: slot.start):
        start = len(_one_line(text[: slot.start] + "x")) - 1
        part = _one_line(text[slot.start : slot.end])
        if not part or clean[start : start + len(part)] != part:
            raise DataError(f"{origin}: the mark of '{slot.name}' at {slot.start} to {slot.end} holds no text; mend it")
        if moved and start < moved[-1].end:
            raise DataError(f"{origin}: the marks of '{moved[-1].name}' and '{slot.name}' overlap; keep one")
        moved.append(Slot(slot.name, part, _one_line(slot.value) or part, start, start + len(part)))
    return Example(clean, intent, tuple(moved), origin)


def marks(entities: Any, text: str, origin: str) -> list[Slot]:
    """Return slots from a list of mappings with start, end and a name under one of the usual keys."""
    found = []
    for entity in wanted(entities or [], list, origin, "a list of marks"):
        fields: Mapping[str, Any] = wanted(entity, dict, origin, "a mark with start, end and name")
        name = next((fields[key] for key in ("entity", "slot", "name", "label", "type") if fields.get(key)), None)
        start, end = fields.get("start"), fields.get("end")
        if not isinstance(name, str) or not isinstance(start, int) or not isinstance(end, int):
            raise DataError(f"{origin}: a mark needs start, end and entity; found {', '.join(fields) or 'nothing'}")
        if not 0 <= start < end <= len(text):
            raise DataError(f"{origin}: the mark of '{name}' ({start} to {end}) is outside of the text")
        value = fields.get("value")
        found.append(
            Slot(slot_name(name), text[start:end], value if isinstance(value, str) else text[start:end], start, end)
        )
    return found


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _decoded(raw: bytes, name: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise DataError(f"{name}:{line}: is not UTF-8 text; save the file as UTF-8") from None

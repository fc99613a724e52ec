"""Sealed folders: complete artifacts (a trained model, an index) with the checksum of every file.

A folder is built beside its place and takes that place in one step; opening it verifies all of it. The seal guards
against damage and mix-ups, and protects parsers that a broken file would crash; it is not a signature.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from botkit.domain.errors import ArtifactError

FORMAT = 1
"""The version of a sealed folder's layout; a folder with a newer one is refused."""

MANIFEST = "manifest.json"

_REBUILD = {
    "nlu": "botkit train BOT",
    "index": "botkit index BOT",
    "reader": "botkit train BOT",
    "generator": "botkit train generator BOT",
}  # `botkit.assembly` replaces BOT
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True, slots=True)
class SealedFile:
    """The checksum and the size of a file when it was sealed."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The contents of a sealed folder; `built_from` is the fingerprint of its sources."""

    kind: str
    format: int
    botkit: str
    built_from: str
    files: Mapping[str, SealedFile]


@contextmanager
def building(target: Path, kind: str, built_from: str) -> Iterator[Path]:
    """Yield an empty folder to build in; if the block succeeds, seal it and move it to `target`.

    If the block fails, `target` stays as it was. Only one process builds a target at a time. Raises ArtifactError if
    another one is building it, or if the disk is full (even if it is the block that runs into that).
    """
    with _build_errors(target, kind), _locked(target):
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.building-", dir=target.parent))
        try:
            folder.chmod(0o755)  # with mkdtemp's 0700, a server run by another user could not read what was trained
            yield folder
            seal(folder, target, kind, built_from)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def seal(folder: Path, target: Path, kind: str, built_from: str) -> Manifest:
    """Write the manifest into `folder` and move it to `target` (same file system), replacing what was there."""
    with _build_errors(target, kind):
        files = {name: _sum(folder / name) for name in _names(folder)}
        manifest = Manifest(kind, FORMAT, _version(), built_from, files)
        with (folder / MANIFEST).open("w", encoding="utf-8") as file:
            json.dump(asdict(manifest), file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        retired = target.with_name(f".{target.name}.old")
        if target.exists():
            shutil.rmtree(retired, ignore_errors=True)
            shutil.move(target, retired)
        try:
            folder.rename(target)
        except OSError:
            if retired.exists():
                shutil.move(retired, target)
            raise
        shutil.rmtree(retired, ignore_errors=True)
        return manifest


def open_sealed(target: Path, kind: str) -> Manifest:
    """Return the manifest of `target` after verifying every file.

    Raises ArtifactError with the fault and the remedy.
    """
    remedy = _REBUILD.get(kind, "build it again")
    manifest = read_manifest(target, kind)
    found = _names(target)
    if missing := sorted(manifest.files.keys() - set(found)):
        raise ArtifactError(f"{target / missing[0]} is missing; run: {remedy}")
    if extra := sorted(set(found) - manifest.files.keys()):
        raise ArtifactError(f"{target / extra[0]} does not belong there; delete it, or run: {remedy}")
    for name, sealed in manifest.files.items():
        file = target / name
        try:
            right = file.stat().st_size == sealed.size and _sum(file) == sealed
        except OSError as error:
            raise ArtifactError(f"{file} cannot be read ({error.strerror}); run: {remedy}") from error
        if not right:
            raise ArtifactError(f"{file} has changed since it was built; run: {remedy}")
    return manifest


def read_manifest(target: Path, kind: str) -> Manifest:
    """Return the manifest of `target`, verifying its kind only. Raises ArtifactError if it is missing."""
    remedy = _REBUILD.get(kind, "build it again")
    path = target / MANIFEST
    if not target.exists():
        _restore(target)
    if not target.exists():
        raise ArtifactError(f"{target} has not been built yet; run: {remedy}")
    try:
        entry = json.loads(path.read_text(encoding="utf-8"))
        if entry["format"] > FORMAT:
            raise ArtifactError(
                f"{path} was written by a newer botkit ({entry['botkit']}); upgrade with pip install -U botkit, "
                f"or run: {remedy}"
            )
        manifest = Manifest(**{**entry, "files": {name: SealedFile(**file) for name, file in entry["files"].items()}})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ArtifactError(f"{path} is missing or damaged; run: {remedy}") from error
    if manifest.kind != kind:
        raise ArtifactError(f"{target} holds a built {manifest.kind!r}, not {kind!r}; run: {remedy}")
    return manifest


def is_current(target: Path, kind: str, built_from: str) -> bool:
    """Return whether `target` exists, is complete, and was built from sources with this fingerprint."""
    try:
        return open_sealed(target, kind).built_from == built_from
    except ArtifactError:
        return False


def fingerprint(paths: Iterable[Path], settings: Mapping[str, Any]) -> str:
    """Return a SHA-256 checksum of files and settings, which changes when any of them does.

    A path is a file or a folder (all its files but hidden ones, by their names within it); a path that does not exist
    adds nothing. `settings` must be expressible in JSON. Raises ArtifactError if a file cannot be read.
    """
    digest = hashlib.sha256(json.dumps([FORMAT, settings], sort_keys=True).encode())
    for path in paths:
        names = _names(path) if path.is_dir() else [""] if path.exists() else []
        for name in names:
            if any(part.startswith(".") for part in Path(name).parts):
                continue
            file = path / name
            try:
                sealed = _sum(file)
            except OSError as error:
                raise ArtifactError(f"{file} cannot be read: {error.strerror}; check its permissions") from error
            digest.update(json.dumps([path.name, name, sealed.sha256]).encode())
    return digest.hexdigest()


def _names(folder: Path) -> list[str]:
    found = (str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_symlink() or not file.is_dir())
    return sorted(name for name in found if name != MANIFEST)


def _sum(file: Path) -> SealedFile:
    with file.open("rb") as stream:
        return SealedFile(hashlib.file_digest(stream, "sha256").hexdigest(), file.stat().st_size)


def _version() -> str:
    try:
        return metadata.version("botkit")
    except metadata.PackageNotFoundError:  # run from a source tree
        return "unknown"


@contextmanager
def _build_errors(target: Path, kind: str) -> Iterator[None]:
    try:
        yield
    except ArtifactError:
        raise
    except Exception as error:
        if _no_room(error):
            raise ArtifactError(
                f"no room for the built {kind!r}: the disk of {target.parent} is full; make room and run it again"
            ) from error
        if isinstance(error, OSError):
            culprit = f"{error.filename}: " if error.filename else ""
            raise ArtifactError(f"cannot build {target}: {culprit}{error.strerror or error}") from error
        raise


def _no_room(error: Exception) -> bool:
    # Libraries written in C++ or Rust (faiss, safetensors) raise errors of their own with the system's words.
    said = str(error)
    return getattr(error, "errno", None) in _NO_ROOM or any(os.strerror(number) in said for number in _NO_ROOM)


@contextmanager
def _locked(target: Path) -> Iterator[None]:
    """Hold the target's lock, which ends with the process, and clean up what a killed build left behind."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.with_name(f".{target.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ArtifactError(f"another process is building {target}; wait until it has finished") from error
        _settle(target)
        yield


def _restore(target: Path) -> None:
    """Put back the old folder if a build was killed between its last two renames."""
    if not target.with_name(f".{target.name}.old").exists():
        return
    with target.with_name(f".{target.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _settle(target)


def _settle(target: Path) -> None:
    retired = target.with_name(f".{target.name}.old")
    if retired.exists() and not target.exists():
        retired.rename(target)
    for stale in (retired, *target.parent.glob(f".{target.name}.building-*")):
        shutil.rmtree(stale, ignore_errors=True)

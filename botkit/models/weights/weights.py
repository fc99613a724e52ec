"""A folder of pretrained weights, which are pulled on request and verified whenever they are used."""

from __future__ import annotations

import difflib
import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from botkit.domain.errors import WeightsError
from botkit.domain.ports import Progress
from botkit.models.weights.hub import HubSource
from botkit.models.weights.local import local_path
from botkit.models.weights.place import PINS, Place, check, noted
from botkit.models.weights.register import KnownModel, Register

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True, slots=True)
class Listed:
    """Weights by name: `model` is None if the register does not know them, `path` is None if they are not here."""

    name: str
    model: KnownModel | None
    path: Path | None


@dataclass(frozen=True)
class Weights:
    """The weights below `folder`, one folder per model.

    A name is one of the register's, a hub id (`organisation/name`, `organisation/name@revision`,
    `organisation/name/file.gguf`), or the path of a GGUF file or of a local folder with safetensors.
    Every method raises WeightsError with the remedy; `option` is added to the command in it ("" or " --data DIR").
    """

    folder: Path
    register: Register = field(default_factory=Register.load)
    option: str = ""

    def path(self, name: str) -> Path:
        """Return the folder or the GGUF file to load, after verifying its bytes. Nothing is downloaded."""
        local = self._local(name)
        if local is not None:
            return local
        self.verify(name)
        return self._place(name).entrance

    def verify(self, name: str) -> tuple[str, ...]:
        """Return the files whose bytes were verified: all that the model needs, or none for a local path."""
        if self._local(name) is not None:
            return ()
        place, remedy = self._place(name), f"run: botkit models pull {name}{self.option}"
        if not place.folder.is_dir():
            raise WeightsError(f"the weights {name!r} are not in {self.folder}; {remedy}")
        pins = place.pins()
        for path, pin in pins.items():
            check(place.folder / path, pin, where=str(place.folder / path), remedy=remedy)
        return tuple(pins)

    def pull(self, name: str, progress: Progress = lambda *_: None) -> Path:
        """Pull the weights unless they are here already; return what `path` returns.

        They appear in one step, complete and verified, or not at all.
        """
        local = self._local(name)
        if local is not None:
            return local
        place = self._place(name)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with self._lock(place.folder.name):
                if not self._is_right(name):
                    self._bring(name, place, progress)
        except OSError as error:
            raise self._refusal(name, place, error) from error
        return self.path(name)

    def list(self) -> tuple[Listed, ...]:
        """Return the register's models, followed by others that were pulled from the hub."""
        known = [Listed(n, m, f if (f := self.folder / n).is_dir() else None) for n, m in self.register.models.items()]
        pulled = sorted(file.parent for file in self.folder.glob(f"*/{PINS}"))
        others = [Listed(noted(folder).name, None, folder) for folder in pulled]
        return (*known, *others)

    def _bring(self, name: str, place: Place, progress: Progress) -> None:
        failures = []
        for source in place.sources:
            with self._scratch(place.folder.name) as scratch:
                files = scratch / "files"
                files.mkdir()
                (scratch / "download").mkdir()
                try:
                    self._need_room(name, place)
                    source.fetch(tuple(place.known), files, scratch / "download", progress)
                    place.accept(name, files, source)
                except WeightsError as error:
                    failures.append(f"{source}: {error}")
                    continue
                if place.folder.exists():
                    place.folder.rename(scratch / "replaced")
                files.rename(place.folder)
                return
        raise WeightsError(
            f"cannot pull {name!r}: {'; '.join(failures)}; without a network, put "
            f"{', '.join(place.known) or 'its files'} into {place.folder} or name a local folder in bot.yaml"
        )

    def _is_right(self, name: str) -> bool:
        try:
            self.verify(name)
        except WeightsError:
            return False
        return True

    def _local(self, name: str) -> Path | None:
        return None if self.register.find(name) else local_path(name)

    def _place(self, name: str) -> Place:
        if model := self.register.find(name):
            return Place(self.folder / model.name, model.sources, model.files, model.entrance, model.disk)
        if source := HubSource.parse(name):
            return Place(self.folder / source.folder, (source,), {}, source.file or ".", 0)
        near = difflib.get_close_matches(name, self.register.models, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        known = ", ".join(self.register.models)
        raise WeightsError(f"unknown weights {name!r}{hint} (known: {known}; or a hub id, or a path that exists)")

    def _need_room(self, name: str, place: Place) -> None:
        if place.need > shutil.disk_usage(self.folder).free:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), name)

    def _refusal(self, name: str, place: Place, error: OSError) -> WeightsError:
        if error.errno in _NO_ROOM:
            need = f"{place.need / 1e6:,.0f} MB" if place.need else "more"
            return WeightsError(
                f"no room for {name!r}: it takes {need} in {self.folder}; make room there or name another folder"
            )
        return WeightsError(f"cannot keep weights in {self.folder}: {error.strerror or error}")

    @contextmanager
    def _lock(self, key: str) -> Iterator[None]:
        """Let one process at a time pull a model: the next one finds it here. The lock ends with the process."""
        with (self.folder / f".{key}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @contextmanager
    def _scratch(self, key: str) -> Iterator[Path]:
        for stale in self.folder.glob(f".{key}.pull-*"):  # left by a pull that was killed: we hold the lock
            shutil.rmtree(stale)
        with tempfile.TemporaryDirectory(prefix=f".{key}.pull-", dir=self.folder) as scratch:
            yield Path(scratch)

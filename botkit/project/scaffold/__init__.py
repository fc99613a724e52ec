"""A bot folder to start from: `botkit init` copies the template beside this file."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path

from botkit.domain.errors import ConfigError

TEMPLATE = Path(__file__).with_name("template")


def create(folder: Path, template: Path = TEMPLATE) -> list[Path]:
    """Copy the files of `template` to `folder` and return them. If that fails, nothing is left behind.

    Raises ConfigError if something other than an empty folder is already there, or if it cannot be written.
    """
    try:
        existed = folder.exists()
        if existed and (not folder.is_dir() or any(folder.iterdir())):
            raise ConfigError(f"{folder}: is there already and not empty; name a new folder")
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with tempfile.TemporaryDirectory(prefix=".init-", dir=folder) as scratch:
                _copy(template, Path(scratch))
                for part in sorted(Path(scratch).iterdir()):
                    part.rename(folder / part.name)
        except BaseException:
            if not existed:
                with contextlib.suppress(OSError):
                    folder.rmdir()
            raise
    except OSError as error:
        raise ConfigError(f"{folder}: cannot be written ({error.strerror}); name another folder") from error
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _copy(source: Path, target: Path) -> None:
    for file in source.rglob("*"):
        if file.is_file():
            copy = target / file.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)  # without its permissions: the template may be read-only

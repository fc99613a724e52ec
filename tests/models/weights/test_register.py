from pathlib import Path

import pytest

from botkit.domain.errors import WeightsError
from botkit.models.weights import Pin, Register
from botkit.models.weights.hub import HubSource
from botkit.models.weights.wheel import WheelSource


def test_both_models_of_the_demo_are_known_with_every_file_pinned() -> None:
    models = Register.load().models

    encoder, writer = models["all-minilm-l6-v2"], models["smollm2-135m-instruct"]
    assert (encoder.task, writer.task) == ("embedding", "generation")
    assert encoder.files["model.safetensors"].sha256.startswith("53aa51172d142c89")
    assert writer.files["SmolLM2-135M-Instruct.Q4_1.gguf"].sha256.startswith("b179c9523d0e6a0f")
    for model in (encoder, writer):
        assert model.licence == "Apache-2.0"
        assert model.disk == sum(pin.size for pin in model.files.values())


def test_a_folder_is_opened_for_safetensors_and_the_file_for_gguf() -> None:
    models = Register.load().models

    assert models["all-minilm-l6-v2"].entrance == "."
    assert models["smollm2-135m-instruct"].entrance == "SmolLM2-135M-Instruct.Q4_1.gguf"


def test_wheels_are_exact_versions_and_hub_repositories_exact_commits() -> None:
    for model in Register.load().models.values():
        for source in model.sources:
            if isinstance(source, WheelSource):
                assert source.version.count(".") == 2
            else:
                assert len(source.revision) == 40


@pytest.mark.parametrize("name", ["all-minilm-l6-v2", "all-MiniLM-L6-v2", "sentence-transformers/all-MiniLM-L6-v2"])
def test_a_model_is_found_by_its_name_in_any_case_and_by_its_hub_id(name: str) -> None:
    found = Register.load().find(name)

    assert found is not None
    assert found.name == "all-minilm-l6-v2"


def test_the_hub_id_of_a_model_that_is_known_only_in_another_format_means_the_hub() -> None:
    assert Register.load().find("HuggingFaceTB/SmolLM2-135M-Instruct") is None


def test_a_register_cannot_name_a_file_outside_of_the_model_folder(tmp_path: Path) -> None:
    file = tmp_path / "register.yaml"
    pins = f"{{../../evil.json: {{size: 1, sha256: {'0' * 64}}}}}"
    entry = "{origin: a/b, task: t, licence: l, parameters: 1, disk: 1, memory: 1, sources: [], files: " + pins + "}"
    file.write_text(f"models: {{m: {entry}}}")

    with pytest.raises(WeightsError, match=r"outside of its model's folder: '\.\./\.\./evil\.json'"):
        Register.load(file)


@pytest.mark.parametrize("text", ["models: [", "- a list", "models: {m: {task: embedding}}", "{}"])
def test_a_file_that_is_no_register_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / "register.yaml"
    file.write_text(text)

    with pytest.raises(WeightsError, match=r"register\.yaml is not a register of models: .*compare it with") as refused:
        Register.load(file)
    assert "\n" not in str(refused.value)


def test_a_sum_that_is_no_sha256_is_refused() -> None:
    with pytest.raises(WeightsError, match="'d41d8' is no SHA-256 sum"):
        Pin("d41d8", 0)


def test_hub_ids_may_name_a_revision_and_a_gguf_file() -> None:
    assert HubSource.parse("google/flan-t5-base") == HubSource("google/flan-t5-base", "main", "")
    assert HubSource.parse("a/b@v1.2") == HubSource("a/b", "v1.2", "")
    assert HubSource.parse("a/b/sub/model.Q4.gguf@abc") == HubSource("a/b", "abc", "sub/model.Q4.gguf")


@pytest.mark.parametrize("name", ["tiny", "a/../b", "https://somewhere.example/a/b", "a/b/pytorch_model.bin", "a b/c"])
def test_what_is_no_hub_id_is_not_taken_for_one(name: str) -> None:
    assert HubSource.parse(name) is None

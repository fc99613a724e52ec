import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from botkit.domain.errors import ConfigError
from botkit.evaluation.conversations import read_conversations
from botkit.project import folder as config
from botkit.project.scaffold import TEMPLATE, create
from botkit.project.settings import Settings
from connectors.slack.settings import SlackSettings
from connectors.web.settings import WebSettings
from intents.rasa import read_training_data
from tests import ROOT


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("here") / "mybot"
    create(folder)
    return folder


def test_a_new_bot_has_all_that_a_bot_folder_can_have(tmp_path: Path) -> None:
    written = create(tmp_path / "deep" / "mybot")

    assert [str(path.relative_to(tmp_path / "deep" / "mybot")) for path in written] == [
        "bot.yaml",
        "dialogue.yml",
        "documents/buying-and-returns.md",
        "documents/faq.csv",
        "documents/shop.md",
        "documents/workshop.md",
        "nlu/intents.yml",
        "tests/conversations.yml",
        "tests/nlu.yml",
    ]
    assert sorted(path.name for path in (tmp_path / "deep" / "mybot").iterdir()) == [
        "bot.yaml",
        "dialogue.yml",
        "documents",
        "nlu",
        "tests",
    ]


def test_a_new_bot_is_valid(bot: Path) -> None:
    loaded = config.load(bot)

    assert loaded.settings.name == "Freewheel Cycles"
    assert loaded.dialogue.graphs["book_service"].asked == ("bike_type", "day", "phone_number")
    assert loaded.documents
    assert loaded.nlu
    assert loaded.tests


def test_its_bot_yaml_names_every_option_with_its_default(bot: Path) -> None:
    text = (bot / "bot.yaml").read_text()
    defaults = Settings(name="Freewheel Cycles").model_dump()
    named = Settings.model_validate(yaml.safe_load(text)).model_dump()
    web = named["connectors"].pop("web")  # each connector checks its own part
    assert WebSettings.model_validate(web) == WebSettings()
    assert named == {**defaults, "connectors": {}}
    options = [*defaults, *(key for part in defaults.values() if isinstance(part, dict) for key in part)]
    options += [*WebSettings.model_fields, *SlackSettings.model_fields]
    assert [option for option in options if not re.search(rf"^ *(# *)?{option}:", text, re.MULTILINE)] == []


def test_its_training_data_can_be_read(bot: Path) -> None:
    data = read_training_data([bot / "nlu" / "intents.yml"])

    counts: dict[str, int] = {}
    for example in data.examples:
        counts[example.intent] = counts.get(example.intent, 0) + 1
    assert min(counts.values()) >= 10
    assert {slot.name for example in data.examples for slot in example.slots} == {"bike_type", "day"}


def test_its_held_out_utterances_are_of_the_same_intents_and_not_in_the_training_data(bot: Path) -> None:
    training, held_out = (
        read_training_data([bot / "nlu" / "intents.yml"]).examples,
        read_training_data([bot / "tests" / "nlu.yml"]).examples,
    )

    assert {example.intent for example in held_out} == {example.intent for example in training}
    assert not {example.text.casefold() for example in held_out} & {example.text.casefold() for example in training}


def test_its_dialogue_speaks_of_intents_that_are_trained(bot: Path) -> None:
    trained = {example.intent for example in read_training_data([bot / "nlu" / "intents.yml"]).examples}

    assert set(config.load(bot).dialogue.intents) == trained


def test_its_conversations_cite_documents_that_are_there(bot: Path) -> None:
    tests = read_conversations(bot / "tests" / "conversations.yml")

    cited = [step.cites for test in tests for step in test.steps if step.cites]
    assert cited
    assert all((bot / "documents" / source).is_file() for source in cited)


def test_an_empty_folder_is_filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    create(Path())

    assert (tmp_path / "bot.yaml").read_bytes() == (TEMPLATE / "bot.yaml").read_bytes()


@pytest.mark.parametrize("name", ["full", "file"])
def test_what_is_there_already_is_not_touched(tmp_path: Path, name: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")

    with pytest.raises(ConfigError, match=f"{name}: is there already and not empty; name a new folder"):
        create(tmp_path / name)
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine.txt"]


def test_no_disk_space_is_one_line_and_leaves_nothing(tmp_path: Path) -> None:
    program = f"""
import resource, sys
from pathlib import Path
from botkit.domain.errors import ConfigError
from botkit.project.scaffold import create
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
try:
    create(Path({str(tmp_path / "mybot")!r}))
except ConfigError as error:
    sys.exit(str(error))
"""
    full = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)

    assert re.fullmatch(r".*mybot: cannot be written \(File too large\); name another folder\n", full.stderr)
    assert not (tmp_path / "mybot").exists()

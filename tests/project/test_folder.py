"""Reading a bot folder: what may be missing, what is refused, and with which words."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from botkit.domain.errors import ConfigError
from botkit.project.folder import BotFolder, load
from botkit.project.layout import DataDirectory
from botkit.project.settings import HandOffSettings
from tests import ROOT

BANKING = ROOT / "config" / "banking"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A bot folder with one document and nothing else."""
    (tmp_path / "my-bot" / "documents").mkdir(parents=True)
    (tmp_path / "my-bot" / "documents" / "faq.csv").write_text("question,answer\nWhen?,Now.\n")
    return tmp_path / "my-bot"


def settings_of(folder: Path, text: str):
    (folder / "bot.yaml").write_text(text)
    return load(folder).settings


def error_of(folder: Path, text: str | bytes, name: str = "bot.yaml") -> str:
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ConfigError) as error:
        load(folder)
    assert "\n" not in str(error.value)
    return str(error.value)


# What may be missing


def test_the_bank_fits():
    bank = load(BANKING)
    assert bank.settings.name == "Tarn Bank assistant"
    assert bank.settings.generation.engine == "gguf"
    assert (bank.documents, bank.nlu, bank.tests) == (BANKING / "documents", BANKING / "nlu", BANKING / "tests")


def test_the_bank_shows_every_option_with_its_default():
    shown = (BANKING / "bot.yaml").read_text()
    bank = load(BANKING).settings
    hand_off = HandOffSettings()
    for section in (bank.nlu, bank.retrieval, bank.generation, bank.privacy, bank.state, bank.retention, hand_off):
        for name, field in type(section).model_fields.items():
            assert f"  {name}: " in shown or f"  # {name}:" in shown or f"#   {name}:" in shown, name
            if name not in {"adapter", "engine", "links", "words"}:  # the bank has its own
                assert getattr(section, name) == field.get_default(call_default_factory=True), name


def test_documents_alone_are_a_bot(folder):
    bot = load(folder)
    assert (bot.settings.name, bot.settings.generation.engine) == ("My bot", "quote")
    assert (bot.documents, bot.nlu, bot.tests) == (folder / "documents", None, None)
    assert bot.settings.connectors == {"web": {}}
    assert bot.dialogue.reply("refuse").startswith("I don't know")


def test_documents_may_lie_in_the_bot_folder_itself(tmp_path):
    (tmp_path / "faq.csv").write_text("question,answer\nWhen?,Now.\n")
    assert load(tmp_path).documents == tmp_path


def test_questions_and_tests_beside_a_document_are_no_documents(tmp_path):
    (tmp_path / "faq.csv").write_text("question,answer\nWhen?,Now.\n")
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "known.csv").write_text("question,article\nWhen?,faq.csv#row-2\n")
    with pytest.raises(ConfigError, match=r"put help articles into .*/documents, or"):
        load(tmp_path)


def test_training_data_alone_is_a_bot(tmp_path):
    (tmp_path / "nlu").mkdir()
    (tmp_path / "nlu" / "cards.yml").write_text("nlu: []\n")
    bot = load(tmp_path)
    assert (bot.documents, bot.nlu) == (None, tmp_path / "nlu")


def test_hidden_and_foreign_files_are_no_training_data(folder):
    (folder / "nlu").mkdir()
    (folder / "nlu" / ".gitkeep").touch()
    (folder / "nlu" / "notes.txt").write_text("later")
    assert load(folder).nlu is None


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "nlu:\ngeneration:\n  # engine: gguf\nconnectors:\n  web:\n"])
def test_what_is_commented_out_has_its_default(folder, text):
    settings = settings_of(folder, text)
    assert (settings.nlu.epochs, settings.generation.engine, settings.connectors) == (6, "quote", {"web": {}})


def test_a_folder_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(ConfigError, match=r"no such folder; create a bot with: botkit init .*/x$"):
        load(tmp_path / "x")


def test_an_empty_folder_is_no_bot(tmp_path):
    with pytest.raises(ConfigError, match=r"holds neither documents .*, or make a bot to start from with: botkit init"):
        load(tmp_path)


def test_a_bot_that_knows_nothing_is_refused(tmp_path):
    assert "holds neither documents nor training data; put help articles into" in error_of(tmp_path, "name: x\n")


@pytest.mark.parametrize(("wrong", "right"), [("bot.yml", "bot.yaml"), ("dialogue.yaml", "dialogue.yml")])
def test_a_file_with_nearly_the_right_name_is_not_passed_over(folder, wrong, right):
    assert error_of(folder, "", wrong).startswith(f"{wrong}: is not read; rename it to {right}")


# What bot.yaml may say


def test_settings_are_read(folder):
    settings = settings_of(folder, "retrieval:\n  columns: {question: Q, answer: A}\nprivacy: {redact: [iban]}\n")
    assert (settings.retrieval.columns.question, settings.retrieval.columns.url) == ("Q", None)
    assert settings.privacy.redact == ("iban",)


def test_connectors_are_left_to_the_connectors_but_know_their_place(folder):
    (folder / "bot.yaml").write_text(
        "name: x\nconnectors:\n  slack:\n    signing_secret_env: SECRET\n  mine: {a: [1]}\n"
    )
    bot: BotFolder = load(folder)
    assert bot.settings.connectors == {"slack": {"signing_secret_env": "SECRET"}, "mine": {"a": [1]}}
    assert bot.place("connectors", "slack") == "bot.yaml:3"
    assert bot.place("connectors", "slack", "signing_secret_env") == "bot.yaml:4"
    assert bot.place("connectors", "slack", "bot_token_env") == "bot.yaml:3"


def test_local_weights_are_found_from_the_bot_folder(folder):
    (folder / "tiny").mkdir()
    assert settings_of(folder, "nlu: {encoder: ./tiny}").nlu.encoder == str(folder / "tiny")


def test_the_model_of_a_server_may_look_like_a_path(folder):
    generation = settings_of(
        folder, "generation: {engine: openai, model: /models/big, base_url: 'http://localhost:1/v1'}"
    ).generation
    assert generation.model == "/models/big"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "name: x\n\nretreival: {}\n",
            "bot.yaml:3: unknown key 'retreival' in the top level; did you mean 'retrieval'?",
        ),
        ("nlu:\n  epoch: 3\n", "bot.yaml:2: unknown key 'epoch' in 'nlu'; did you mean 'epochs'?"),
        (
            "retrieval:\n  columns:\n    question: Q\n    answer: A\n    adress: B\n",
            "bot.yaml:5: unknown key 'adress' in 'retrieval.columns'",
        ),
        ("nlu:\n  seed: 1\n  epochs: ten\n", "bot.yaml:3: 'nlu.epochs' must be a whole number, not 'ten'"),
        ("nlu: {epochs: 2.5}", "bot.yaml:1: 'nlu.epochs' must be a whole number, not 2.5"),
        ("nlu: {epochs: '10'}", "bot.yaml:1: 'nlu.epochs' must be a whole number, not '10'"),
        ("nlu: {epochs: true}", "bot.yaml:1: 'nlu.epochs' must be a whole number, not true"),
        ("nlu: {epochs: }", "bot.yaml:1: 'nlu.epochs' must be a whole number, not nothing"),
        ("nlu: {epochs: 0}", "bot.yaml:1: 'nlu.epochs' must be at least 1, not 0"),
        ("nlu:\n  min_confidence: 50\n", "bot.yaml:2: 'nlu.min_confidence' must be at most 1, not 50"),
        ("generation: {timeout_seconds: 0}", "bot.yaml:1: 'generation.timeout_seconds' must be more than 0, not 0"),
        ("nlu: [1]", "bot.yaml:1: 'nlu' must be a mapping of keys to values, not a list"),
        ("name: 5", "bot.yaml:1: 'name' must be text, not 5; put it in quotes"),
        ("name: ' '", "bot.yaml:1: 'name' must not be empty"),
        (
            "language: english",
            "bot.yaml:1: 'language' must be a language code of two letters, such as en, not 'english'",
        ),
        (
            "generation:\n  engine: ggfu\n",
            "bot.yaml:2: 'generation.engine' must be 'quote', 'gguf', 'causal', 'seq2seq' or 'openai', not 'ggfu';"
            " did you mean 'gguf'?",
        ),
        (
            "privacy:\n  redact:\n    - iban\n    - name\n",
            "bot.yaml:4: 'privacy.redact[1]' must be 'card_number', 'iban', ",
        ),
        ("privacy: {redact: iban}", "bot.yaml:1: 'privacy.redact' must be a list, not 'iban'"),
        (
            "retrieval:\n  columns: {question: Q}\n",
            "bot.yaml:2: the key 'answer' is missing in 'retrieval.columns'; add it",
        ),
        ("nlu:\n  encoder: ./tiny\n", "bot.yaml:2: 'nlu.encoder' names './tiny', but there is no /"),
        ("generation:\n  engine: gguf\n  model: ./x.gguf\n", "bot.yaml:3: 'generation.model' names './x.gguf', but"),
        ("generation:\n  engine: gguf\n  adapter: a.gguf\n", "bot.yaml:3: 'generation.adapter' names 'a.gguf', but"),
        (
            "generation:\n  engine: causal\n  model: x\n  adapter: .\n",
            "bot.yaml:4: 'generation.adapter' only goes with engine 'gguf'; remove it or change the engine",
        ),
        (
            "generation:\n  engine: gguf\n  base_url: http://localhost:1\n",
            "bot.yaml:3: 'generation.base_url' only goes with engine 'openai'; remove it or change the engine",
        ),
        ("generation:\n  engine: openai\n", "bot.yaml:2: engine 'openai' needs 'generation.base_url'"),
        ("generation:\n  engine: seq2seq\n", "bot.yaml:2: engine 'seq2seq' needs 'generation.model'; add it"),
        ("generation:\n  engine: causal\n", "bot.yaml:2: engine 'causal' needs 'generation.model'; add it"),
        ("generation: {base_url: localhost}", "bot.yaml:1: 'generation.base_url' must be the address of a server"),
        ("state: {url: mysql://x}", "bot.yaml:1: 'state.url' must be the address of a database"),
        ("connectors:\n  web: 8000\n", "bot.yaml:2: 'connectors.web' must be a mapping of keys to values, not 8000"),
        (
            "connectors:\n  slack:\n    token: ${TOKEN}\n",
            "bot.yaml:3: 'connectors.slack.token' holds ${…}, which is not replaced",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_line_and_the_remedy(folder, text, message):
    assert error_of(folder, text).startswith(message)


def test_a_key_that_was_pasted_in_place_of_a_name_is_not_repeated(folder):
    message = error_of(folder, "generation: {engine: openai, api_key_env: sk-secret}")
    assert "must be the name of an environment variable" in message
    assert "sk-secret" not in message


def test_the_first_of_several_errors_is_named(folder):
    assert error_of(folder, "nlu:\n  seed: x\nname: 5\n").startswith("bot.yaml:2: 'nlu.seed'")


# dialogue.yml


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("intent: {}\n", "dialogue.yml:1: unknown key 'intent' in the top level; did you mean 'intents'?"),
        (
            "intents:\n  hi: {say: hi}\n  bye: {says: hi}\n",
            "dialogue.yml:3: unknown key 'says' in 'intents.bye'; did you mean 'say'?",
        ),
        ("intents:\n  hi: {say: greet}\n", "dialogue.yml:2: there is no reply 'greet' under replies"),
        (
            "intents:\n  hi: {means: maybe}\n",
            "dialogue.yml:2: 'intents.hi.means' must be 'yes', 'no'",
        ),
        ("replies:\n  refuse:\n    - ok\n    - 5\n", "dialogue.yml:4: 'replies.refuse[1]' must be text, not 5"),
        ("replies:\n  refuse: []\n", "dialogue.yml:2: 'replies.refuse' must not be empty"),
        ("replies:\n  refuse:\n    - ok\n    - I am {nmae}\n", "dialogue.yml:4: unknown placeholder '{nmae}'"),
        ("replies:\n  refuse: I am {nmae}\n", "dialogue.yml:2: unknown placeholder '{nmae}'"),
        (
            "intents:\n  a: {flow: a}\nslots:\n  b: {choices: [c]}\nflows:\n  a:\n    steps:\n      - ask: b\n",
            "dialogue.yml:4: the key 'question' is missing in 'slots.b'; add it",
        ),
        (
            "slots:\n  b: {question: c, patern: d}\n",
            "dialogue.yml:2: unknown key 'patern' in 'slots.b'; did you mean 'pattern'?",
        ),
        (
            "slots:\n  b: {question: c, pattern: (}\n",
            "dialogue.yml:2: 'slots.b.pattern' is not a regular expression",
        ),
        (
            "intents:\n  a: {flow: a}\nflows:\n  a:\n    steps:\n      - say: hi\n      - ask: b\n",
            "dialogue.yml:7: there is no slot 'b' under slots; add it",
        ),
        (
            "intents:\n  a: {flow: a}\nflows:\n  a:\n    steps:\n      - say: hi\n        go: b\n",
            "dialogue.yml:6: a step has exactly one of say, ask,",
        ),
        (
            "intents:\n  a: {flow: a}\nflows:\n  a:\n    steps:\n"
            "      - confirm: ok?\n        else:\n          - saay: x\n",
            "dialogue.yml:8: unknown key 'saay' in 'flows.a.steps[0].else[0]'",
        ),
        (
            "intents:\n  a: {flow: a}\nflows:\n  a:\n    steps:\n      - end: bye\n      - say: more\n",
            "dialogue.yml:7: the step 'say' can't be reached; remove it, or what ends the flow before it",
        ),
    ],
)
def test_what_is_wrong_in_the_dialogue_is_named_with_its_line(folder, text, message):
    assert error_of(folder, text, "dialogue.yml").startswith(message)


# The layout of what is built


def test_the_dialogue_is_in_the_language_of_the_bot_and_another_one_in_that_of_its_file(folder):
    (folder / "bot.yaml").write_text("language: de\n")
    (folder / "dialogue.en.yml").write_text("offer: {after: 4}\n")
    bot = load(folder)

    assert (bot.dialogue.language, bot.dialogue.offer.button) == ("de", "Mit einem Menschen sprechen")
    meaning = bot.dialogue.phrases.reading("Ja, bitte!")
    assert meaning is not None
    assert meaning.kind == "yes"
    english = bot.dialogues["en"]
    assert (english.language, english.offer.button, english.offer.after) == ("en", "Talk to a person", 4)
    assert english.phrases.reading("ja bitte") is None


def test_built_things_lie_in_one_data_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    data = DataDirectory()
    bot = data.bot(Path("config/banking/"))
    assert data.weights == Path(".botkit/weights")
    assert (bot.nlu, bot.index, bot.database) == tuple(
        Path(".botkit/bots/banking") / name for name in ("nlu", "index", "botkit.db")
    )


def test_a_bot_folder_that_is_the_present_one_has_its_own_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert DataDirectory(Path("data")).bot(Path()).folder == Path("data/bots") / tmp_path.name


# Hand-offs


def test_a_hand_off_is_switched_on_by_its_section(folder):
    assert settings_of(folder, "name: B\n").hand_off is None
    settings = settings_of(folder, "hand_off:\n  hours: {mon-fri: '09:00-17:00'}\n  closed: [2026-12-25]\n").hand_off
    assert (settings.wait_minutes, settings.idle_minutes) == (15, 240)
    assert settings.office_hours is not None


def test_office_hours_that_cannot_be_are_named(folder):
    error = error_of(folder, "hand_off:\n  hours:\n    mon-fry: 09:00-17:00\n")
    assert error.startswith("bot.yaml:2: ")
    assert "such as mon-fri or sat, not 'mon-fry'" in error


def test_days_on_which_nobody_is_there_need_no_hours(folder):
    hours = settings_of(folder, "hand_off: {closed: [2026-12-25]}").hand_off.office_hours
    assert not hours.open_at(datetime(2026, 12, 25, 10))
    assert hours.open_at(datetime(2026, 12, 26, 23, 59))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("region: GB\n", "On 7 December 2026?"),
        ("", "On December 7, 2026?"),
        ("language: de\n", "On 7. Dezember 2026?"),
    ],
)
def test_dates_are_told_as_the_region_writes_them(folder, settings, said):
    (folder / "bot.yaml").write_text(settings, encoding="utf-8")
    assert load(folder).dialogue.fill("On {day}?", {"day": "2026-12-07"}) == said

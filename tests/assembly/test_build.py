"""Putting a bot together: what is checked, what is rebuilt, and what stands in for what a bot lacks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from botkit.app.check import check
from botkit.assembly import WithoutDocuments, WithoutNlu, open_generator, open_runtime
from botkit.domain import Message
from botkit.domain.errors import BotkitError, ConfigError, StoreError
from botkit.project.artifact import read_manifest
from botkit.project.layout import BotData, DataDirectory
from botkit.project.project import Project
from botkit.project.project import training_data as read_training_data
from botkit.training import build_index, train_understanding, trained_from
from intents.errors import DataError
from intents.settings import RECIPE
from tests.small_bot import SmallBot


def project(bot: SmallBot) -> Project:
    return Project.open(bot.folder, DataDirectory(bot.data))


# Checking


def test_a_check_counts_what_there_is(unbuilt: SmallBot) -> None:
    assert check(project(unbuilt)) == [
        "documents: 3 articles and 2 questions with their answers",
        "nlu: 3 intents, 10 examples, 1 slot",
        "dialogue: 3 intents, 2 slots, 1 flow, 0 actions",
        "note: dialogue.yml:11: no example marks 'phone'; it will be asked for even if it was told",
        "connectors: web",
        "tests: 4 utterances, 3 questions, 2 conversations",
    ]


def test_a_check_says_what_a_bot_of_documents_alone_goes_without(unbuilt: SmallBot) -> None:
    for name in ("nlu/intents.yml", "dialogue.yml", "tests/nlu.yml", "tests/questions.csv", "tests/conversations.yml"):
        (unbuilt.folder / name).unlink()
    unbuilt.change("bot.yaml", "  web: {}", "  {}")

    assert check(project(unbuilt))[1:] == [
        "nlu: no training data; every message is answered from the documents",
        "dialogue: no dialogue.yml; what is not known is refused in the default words",
        "connectors: none; only `botkit chat` and `botkit ask` work",
    ]


def test_a_check_lists_what_cannot_be_read_and_what_an_editor_should_look_at(unbuilt: SmallBot) -> None:
    documents = unbuilt.folder / "documents"
    (documents / "a.odt").write_text("PK")
    (documents / "b.md").write_text("---\ndraft: true\n---\nText.")
    (documents / "c.csv").write_text("question,answer\nCash?,No.\nElse?\ncash,Yes.\n")
    long = (
        "# Trams\n\n" + "Trams run all night on Fridays but boats to the island stop at eleven, and nobody waits. " * 3
    )
    (documents / "d.md").write_text(long)
    (documents / "e.md").write_text(long)

    first, *others = check(project(unbuilt))

    assert first == "documents: 5 articles and 4 questions with their answers; 3 skipped that cannot be read"
    assert [line.partition(";")[0] for line in others[:5]] == [
        "skipped: documents/a.odt: '.odt' files cannot be read",
        "skipped: documents/b.md: is a draft",
        "skipped: documents/c.csv:3: the row has 1 cells, the header 2",
        "note: 'Cash?' has two answers: c.csv#row-2 and c.csv#row-4",
        "note: d.md, e.md: say nearly the same",
    ]


def test_a_check_says_that_a_bot_has_no_documents(unbuilt: SmallBot) -> None:
    for file in (unbuilt.folder / "documents").iterdir():
        file.unlink()

    assert check(project(unbuilt))[0] == "documents: none; nothing is answered from documents"


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        (
            "  limits: {label: ask about limits}",
            "  limitz: {label: ask about limits}",
            "dialogue.yml:4: the intent 'limitz' has no examples; did you mean 'limits'?",
        ),
    ],
)
def test_an_intent_of_the_dialogue_that_is_not_trained_is_named_with_its_line(
    unbuilt: SmallBot, old: str, new: str, error: str
) -> None:
    unbuilt.change("dialogue.yml", old, new)

    with pytest.raises(ConfigError) as raised:
        check(project(unbuilt))
    assert str(raised.value) == error


def test_an_entity_of_a_slot_that_no_example_marks_is_named_with_its_line(unbuilt: SmallBot) -> None:
    unbuilt.change("dialogue.yml", "    choices: [debit, credit]", "    choices: [debit, credit]\n    entity: card_typ")

    with pytest.raises(ConfigError, match=r"dialogue.yml:11: no example marks 'card_typ'; did you mean 'card_type'\?"):
        check(project(unbuilt))


def test_actions_of_the_bot_are_read_and_counted(unbuilt: SmallBot) -> None:
    source = "from botkit.actions import action\n\n@action()\ndef ring() -> None: ...\n"
    (unbuilt.folder / "actions.py").write_text(source)

    assert "dialogue: 3 intents, 2 slots, 1 flow, 1 action" in check(project(unbuilt))


def test_without_training_data_a_dialogue_may_name_any_intent(unbuilt: SmallBot) -> None:
    (unbuilt.folder / "nlu" / "intents.yml").unlink()

    assert "dialogue: 3 intents, 2 slots, 1 flow, 0 actions" in check(project(unbuilt))


def test_a_connector_that_nobody_installed_is_named_with_its_line(unbuilt: SmallBot) -> None:
    unbuilt.change("bot.yaml", "  web: {}", "  web: {}\n  slak: {}")

    with pytest.raises(ConfigError, match=r"bot.yaml:10: unknown connector 'slak'; did you mean 'slack'\?"):
        check(project(unbuilt))


def test_one_utterance_under_two_intents_is_refused(unbuilt: SmallBot) -> None:
    unbuilt.change("nlu/intents.yml", "- hello you", "- Report a stolen card")

    with pytest.raises(DataError, match=r"nlu/intents.yml:11: 'report a stolen card' is an example of 'lost_card'"):
        check(project(unbuilt))


# Building


def test_training_and_indexing_show_how_far_they_are(unbuilt: SmallBot) -> None:
    told: list[tuple[str, int, int]] = []

    assert train_understanding(project(unbuilt), lambda *step: told.append(step))
    build_index(project(unbuilt), lambda *step: told.append(step))

    assert {what for what, _, _ in told} >= {"embedding documents"}
    assert len({what for what, _, _ in told}) > 1
    assert all(0 <= done <= total for _, done, total in told)


def test_the_model_is_trained_anew_when_a_setting_changes_and_only_then(built: SmallBot) -> None:
    assert not train_understanding(project(built))
    built.change("bot.yaml", "name: Small bank", "name: Tiny bank")
    assert not train_understanding(project(built))
    built.change("bot.yaml", "epochs: 2", "epochs: 1")
    assert train_understanding(project(built))


def test_a_training_that_is_stopped_goes_on_the_next_time(unbuilt: SmallBot) -> None:
    def stop(what: str, done: int, total: int) -> None:
        if what.startswith("epoch 2/2"):
            raise KeyboardInterrupt

    told: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        train_understanding(project(unbuilt), stop)
    assert train_understanding(project(unbuilt), lambda what, *_: told.append(what))
    assert {what.split(",")[0] for what in told if what.startswith("epoch")} == {"epoch 2/2"}
    assert not project(unbuilt).data.training.exists()


def test_a_model_of_another_version_of_the_training_is_not_up_to_date(built: SmallBot) -> None:
    manifest = read_manifest(project(built).data.nlu, "nlu")
    assert manifest.built_from == trained_from(project(built))
    assert manifest.built_from != trained_from(project(built), recipe=RECIPE - 1)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        (
            "questions/more.xlsx",
            "questions/more.xlsx: is not read, only .csv files are; save it as CSV with",
        ),
        (
            "nlu/old.json",
            "nlu/old.json: is not read, only .yaml and .yml files are; bring it in with: ",
        ),
    ],
)
def test_a_file_of_a_kind_that_is_not_read_is_not_passed_over(unbuilt: SmallBot, name: str, error: str) -> None:
    file = unbuilt.folder / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("{}")
    file.with_name(".hidden").write_text("of an editor")
    with pytest.raises(ConfigError) as raised:
        check(project(unbuilt))
    assert str(raised.value).startswith(error)


def test_a_document_that_went_leaves_the_index(built: SmallBot) -> None:
    (built.folder / "documents" / "hours.md").unlink()

    changes = build_index(project(built))

    assert (changes.added, changes.kept, changes.removed, changes.embedded) == (0, 4, 1, 0)
    assert not build_index(project(built)).any


def test_a_bot_without_documents_has_no_index_and_one_without_examples_no_model(unbuilt: SmallBot) -> None:
    whole = project(unbuilt)
    without_documents = replace(whole, bot=replace(whole.bot, documents=None))
    without_nlu = replace(whole, bot=replace(whole.bot, nlu=None))

    with pytest.raises(ConfigError, match="no documents; put help articles into"):
        build_index(without_documents)
    with pytest.raises(ConfigError, match="no training data; put intents with examples into"):
        read_training_data(without_nlu)


def test_what_a_bot_lacks_is_stood_in_for() -> None:
    assert WithoutNlu().parse("hello").best is None
    assert WithoutDocuments().search("hello") == []


def test_a_bot_needs_the_weights_of_its_encoders_and_of_a_local_model_each_once(
    unbuilt: SmallBot, tiny_encoder_folder: Path
) -> None:
    assert project(unbuilt).needs == (str(tiny_encoder_folder),)
    (unbuilt.folder / "bot.yaml").write_text("generation: {engine: gguf}\n")
    assert project(unbuilt).needs == ("all-MiniLM-L6-v2", "smollm2-135m-instruct")
    (unbuilt.folder / "bot.yaml").write_text(
        "generation: {engine: openai, model: m, base_url: 'http://localhost:1/v1', api_key_env: NO_SUCH_KEY}\n"
    )
    assert project(unbuilt).needs == ("all-MiniLM-L6-v2",)


def test_a_key_that_is_not_in_the_environment_is_named_with_its_line(
    unbuilt: SmallBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_SUCH_KEY", raising=False)
    (unbuilt.folder / "bot.yaml").write_text(
        "generation:\n  engine: openai\n  model: m\n  base_url: http://localhost:1/v1\n  api_key_env: NO_SUCH_KEY\n"
    )

    with pytest.raises(
        BotkitError, match=r"bot.yaml:5: the environment variable NO_SUCH_KEY is not set|botkit\[openai\]"
    ):
        open_generator(project(unbuilt))


# Running


def test_the_runtime_answers_and_remembers(built: SmallBot) -> None:
    with open_runtime(project(built)) as runtime:
        reply = runtime.respond(Message("test", "c1", "m1", "How much cash can I withdraw?"))
    with open_runtime(project(built)) as runtime:
        (turn,) = runtime.history("c1")

    assert turn.reply == reply
    assert "500 pounds" in reply.text


def test_a_place_for_the_database_that_cannot_be_made_is_named(built: SmallBot, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    elsewhere = replace(project(built), data=BotData(tmp_path / "file" / "bot"))
    without_models = replace(elsewhere, bot=replace(elsewhere.bot, nlu=None, documents=None))

    reason = r"file/bot: cannot be made \(Not a directory\); name another place with --data"
    with pytest.raises(StoreError, match=reason), open_runtime(without_models):
        pass

"""The command line, from an empty folder to an evaluated bot, and what it says of bad input."""

from __future__ import annotations

import json
import resource
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import ROOT
from tests.small_bot import SmallBot, run


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below the folder but the empty ones that processes lock."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock")
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def flip_a_byte(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[-4] ^= 1
    file.write_bytes(content)


@contextmanager
def little_room(bytes_a_file: int) -> Iterator[None]:
    """A disk that is full once a file has so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_a_file, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


# From nothing to a bot


def test_a_new_bot_passes_its_check_and_is_told_what_comes_next(tmp_path: Path) -> None:
    folder = tmp_path / "mybot"

    made = run("init", str(folder))
    checked = run("check", str(folder), "--data", str(tmp_path / "data"))

    assert (made.status, made.err) == (0, "")
    assert made.out.endswith(
        f"Next:\n  botkit models pull --for {folder}\n  botkit train {folder}\n  botkit chat {folder}\n"
    )
    assert (checked.status, checked.err) == (0, "")
    parts = [line.partition(":")[0] for line in checked.out.splitlines()]
    assert [part for part in parts if part != "note"] == ["documents", "nlu", "dialogue", "connectors", "tests"]
    assert not (tmp_path / "data").exists()


def test_training_builds_what_asking_needs_and_says_where_it_is(unbuilt: SmallBot) -> None:
    trained = unbuilt.run("train")

    assert (trained.status, trained.err) == (0, "")
    assert trained.out == (
        f"understanding: trained ({unbuilt.nlu})\n"
        f"index: 5 chunks new, 0 as before, 0 gone; 10 texts embedded ({unbuilt.index})\n"
    )
    assert unbuilt.run("ask", "hello").status == 0


def test_training_again_is_quick_and_changes_nothing(built: SmallBot) -> None:
    before = contents(built.data)

    start = time.perf_counter()
    trained = built.run("train")
    took = time.perf_counter() - start

    assert trained.out.splitlines() == [
        f"understanding: up to date ({built.nlu})",
        f"index: up to date, 5 chunks ({built.index})",
    ]
    assert contents(built.data) == before
    assert took < 5  # seconds, of which it needs a small part


def test_only_what_changed_in_the_documents_is_embedded_again(built: SmallBot) -> None:
    built.change("documents/lost.md", "0800 100 200", "0800 100 201")

    indexed = built.run("index")

    # two paragraphs make one chunk; its subject is as before
    assert indexed.out == f"index: 1 chunks new, 4 as before, 1 gone; 1 texts embedded ({built.index})\n"
    assert built.run("train").out.startswith("understanding: up to date")


def test_a_changed_example_trains_anew_and_leaves_the_index(built: SmallBot) -> None:
    built.change("nlu/intents.yml", "report a stolen card", "report my stolen card")

    trained = built.run("train")

    assert trained.out == f"understanding: trained ({built.nlu})\nindex: up to date, 5 chunks ({built.index})\n"


# Asking


def test_an_answer_for_programs_is_one_object(built: SmallBot) -> None:
    asked = built.run("ask", "How much cash can I withdraw?", "--json")

    assert (asked.status, asked.err) == (0, "")
    assert asked.out.count("\n") == 1
    found = json.loads(asked.out)
    assert list(found) == ["text", "decision", "citations", "verdicts", "intent", "slots"]
    assert found["decision"] == "answer"
    assert "500 pounds" in found["text"]
    assert list(found["intent"]) == ["name", "confidence"]
    assert found["intent"]["name"] in {"hello", "limits", "lost_card"}
    assert 0 <= found["intent"]["confidence"] <= 1
    assert found["citations"][0] == {
        "title": "Cash limits",
        "source": "cash.md",
        "quote": "You can withdraw 500 pounds of cash a day at any ATM.",
    }
    assert all(list(slot) == ["name", "text", "value"] for slot in found["slots"])


def test_an_answer_for_people_shows_where_it_comes_from_and_what_was_understood(built: SmallBot) -> None:
    asked = built.run("ask", "How much cash can I withdraw?")

    reply, _, rest = asked.out.partition("\n\n")
    citation, decision, intent, slots, *_ = rest.splitlines()
    assert "500 pounds" in reply
    assert citation == "  [1] Cash limits (cash.md): You can withdraw 500 pounds of cash a day at any ATM."
    assert decision == "  decision: answer"
    assert intent.startswith("  intent: ")
    assert slots.startswith("  slots: ")


def test_questions_come_one_a_line_and_a_bad_one_leaves_the_others_their_answers(built: SmallBot) -> None:
    lines = ["hello", " ", "x" * 100_000, "How much cash can I withdraw?"]

    asked = built.run("ask", "-", "--json", stdin="\n".join(lines).encode() + b"\n\xff\xfe\nhello\n")

    assert asked.status == 2
    assert asked.err.splitlines() == [
        "error: line 2: the message is empty; write a question",
        "error: line 3: the message has 100,000 characters; at most 4,000 are read: shorten it",
        "error: line 5: the message is not valid UTF-8; send it as UTF-8 text",
    ]
    answers = [json.loads(line) for line in asked.out.splitlines()]
    assert [next(iter(answer)) for answer in answers] == ["text", "error", "error", "text", "error", "text"]
    assert answers[0] == answers[5]


def test_questions_that_are_all_good_end_well(built: SmallBot) -> None:
    asked = built.run("ask", "-", stdin=b"hello\r\nhello\n")

    assert (asked.status, asked.err) == (0, "")
    assert asked.out.count("  decision: ") == 2


def test_a_bot_of_one_table_answers_cites_and_refuses_without_training(
    tmp_path: Path, tiny_encoder_folder: Path
) -> None:
    bot = SmallBot(tmp_path / "table", tmp_path / "data")
    (bot.folder / "documents").mkdir(parents=True)
    (bot.folder / "documents" / "faq.csv").write_text("question;answer\nHow much does a transfer cost?;It is free.\n")
    settings = f"retrieval: {{encoder: {tiny_encoder_folder}, min_relevance: 0}}\n"
    (bot.folder / "bot.yaml").write_text(settings)

    trained = bot.run("train")
    answer = json.loads(bot.run("ask", "How much does a transfer cost?", "--json").out)
    (bot.folder / "bot.yaml").write_text(settings.replace("relevance: 0", "relevance: 1"))
    refusal = json.loads(bot.run("ask", "How much does a transfer cost?", "--json").out)

    assert trained.out.startswith("index: 1 chunks new")
    assert answer["text"] == "It is free."
    assert [citation["source"] for citation in answer["citations"]] == ["faq.csv#row-2"]
    assert (answer["intent"], answer["slots"]) == (None, [])
    assert refusal["decision"] == "refuse"
    assert refusal["citations"] == []


def test_a_piped_chat_is_one_conversation_that_shows_both_sides(built: SmallBot) -> None:
    talk = built.run("chat", stdin="hello\nHow much cash can I withdraw?\n\xff\n".encode("latin-1"))

    assert (talk.status, talk.err) == (0, "")
    lines = talk.out.splitlines()
    assert lines[0] == "> hello"
    question = lines.index("> How much cash can I withdraw?")
    assert lines[question + 1] == "You can withdraw 500 pounds of cash a day at any ATM."
    assert "  [1] Cash limits  cash.md" in lines
    assert "the message is not valid UTF-8; send it as UTF-8 text" in lines
    assert (built.nlu.parent / "botkit.db").exists()


def test_an_evaluation_is_told_to_people_and_to_programs(built: SmallBot) -> None:
    text = built.run("evaluate")
    figures = json.loads(built.run("evaluate", "--json").out)

    assert (text.status, text.err) == (0, "")
    assert text.out.startswith("Understanding (3 held-out utterances)\n  intent accuracy ")
    assert "\n\nQuestions (2 answerable, 1 unanswerable)\n" in text.out
    assert "\n\nConversations: 1 of 2 hold\n" in text.out
    assert list(figures) == ["nlu", "questions", "conversations"]
    assert figures["conversations"]["failures"][0]["conversation"] == "no bot can hold this one"


# What was built is damaged, foreign or gone


@pytest.mark.parametrize(
    ("file", "command"),
    [
        ("nlu/encoder/model.safetensors", "train"),
        ("nlu/heads.safetensors", "train"),
        ("index/vectors.safetensors", "index"),
        ("index/chunks.jsonl", "index"),
    ],
)
def test_a_changed_byte_is_noticed_and_mended_by_building_again(built: SmallBot, file: str, command: str) -> None:
    damaged = built.nlu.parent / file
    flip_a_byte(damaged)

    assert built.run("ask", "hello").error == f"{damaged} has changed since it was built; run: {built.command(command)}"
    assert built.run(command).status == 0
    assert built.run("ask", "hello").status == 0


def test_a_bot_that_was_not_trained_says_so(unbuilt: SmallBot) -> None:
    assert unbuilt.run("ask", "hello").error == f"{unbuilt.nlu} has not been built yet; run: {unbuilt.command('train')}"
    assert unbuilt.run("chat").error == f"{unbuilt.nlu} has not been built yet; run: {unbuilt.command('train')}"
    assert not unbuilt.data.exists()


def test_a_bot_that_was_not_indexed_says_so_before_anything_is_loaded(unbuilt: SmallBot) -> None:
    shutil.rmtree(unbuilt.folder / "nlu")
    (unbuilt.folder / "bot.yaml").write_text("retrieval: {encoder: ./documents}\n")  # loading that would be an error

    assert (
        unbuilt.run("ask", "hello").error == f"{unbuilt.index} has not been built yet; run: {unbuilt.command('index')}"
    )


def test_a_foreign_folder_in_place_of_the_model_is_refused(built: SmallBot) -> None:
    shutil.rmtree(built.nlu)
    shutil.copytree(built.index, built.nlu)

    assert (
        built.run("ask", "hello").error
        == f"{built.nlu} holds a built 'index', not 'nlu'; run: {built.command('train')}"
    )


def test_a_folder_that_nobody_sealed_is_refused(built: SmallBot, tiny_encoder_folder: Path) -> None:
    shutil.rmtree(built.nlu)
    shutil.copytree(tiny_encoder_folder, built.nlu)

    assert (
        built.run("ask", "hello").error
        == f"{built.nlu}/manifest.json is missing or damaged; run: {built.command('train')}"
    )


def test_an_index_of_another_encoder_is_refused_and_then_rebuilt(
    built: SmallBot, tiny_encoder_folder: Path, tmp_path: Path
) -> None:
    other = shutil.copytree(tiny_encoder_folder, tmp_path / "other-encoder")
    flip_a_byte(other / "model.safetensors")
    retrieval = "retrieval:\n  encoder: "
    built.change("bot.yaml", f"{retrieval}{tiny_encoder_folder}", f"{retrieval}{other}")

    assert built.run("ask", "hello").error == (
        f"{built.index}: the index was made with another encoder; run: {built.command('index')}"
    )
    assert built.run("index").out.startswith("index: 5 chunks new, 0 as before, 0 gone; 10 texts embedded")
    assert built.run("ask", "hello").status == 0


# Bad input: one line, exit status 2, nothing half-written


@pytest.mark.parametrize(
    ("file", "content", "error"),
    [
        (
            "bot.yaml",
            "retreival: {}\n",
            "bot.yaml:1: unknown key 'retreival' in the top level; did you mean 'retrieval'?",
        ),
        ("bot.yaml", "nlu:\n  epochs: many\n", "bot.yaml:2: 'nlu.epochs' must be a whole number, not 'many'"),
        ("bot.yaml", "nlu:\n  encoder: ./nowhere\n", "bot.yaml:2: 'nlu.encoder' names './nowhere', but there is no "),
        ("bot.yaml", "generation: {engine: gtp}\n", "bot.yaml:1: 'generation.engine' must be 'quote', "),
        ("bot.yaml", "name: [Tarn\nnlu:\n", "bot.yaml:2: is not valid YAML: while parsing a flow sequence"),
        ("bot.yaml", b"name: Caf\xe9\n", "bot.yaml:1: is not UTF-8 text; save the file as UTF-8"),
        ("dialogue.yml", "intents: {hello: {say: helo}}\n", "dialogue.yml:1: there is no reply 'helo' under replies"),
        ("nlu/intents.yml", "nlu:\n- intent: a\n  examples: [pay [x\n", "nlu/intents.yml:3: broken YAML: "),
        (
            "nlu/more.yml",
            "nlu:\n- intent: a\n  examples: |\n    - [Anna](payee\n",
            "nlu/more.yml:4: a mark is left open at ",
        ),
        ("nlu/more.yml", "nlu:\n- intent: a\n  examples: |\n", "nlu/more.yml:2: the intent 'a' has no examples; "),
        ("tests/conversations.yml", "conversations:\n- name: a\n", "conversations.yml:2: the key 'steps' is missing"),
        ("tests/questions.csv", "question\n", "questions.csv:1: no column 'article'; the header is "),
    ],
)
def test_a_check_names_file_line_and_remedy(unbuilt: SmallBot, file: str, content: str | bytes, error: str) -> None:
    (unbuilt.folder / file).write_bytes(content if isinstance(content, bytes) else content.encode())

    checked = unbuilt.run("check")

    assert checked.error.startswith(error)
    assert checked.out == ""


@pytest.mark.parametrize(
    ("command", "file", "content"),
    [
        ("train", "bot.yaml", "nlu: {epoch: 1}\n"),
        ("train", "nlu/more.yml", "nlu:\n- intent: a\n  examples: |\n    - [Anna](payee\n"),
        ("train", "nlu/more.yml", "nlu:\n- intent: a\n"),
        ("evaluate", "tests/questions.csv", "question\n"),
    ],
)
def test_what_cannot_be_built_leaves_what_is_there_as_it_is(
    built: SmallBot, command: str, file: str, content: str | bytes
) -> None:
    before = contents(built.data)
    (built.folder / file).write_bytes(content if isinstance(content, bytes) else content.encode())

    assert file.rpartition("/")[2] in built.run(command).error
    assert contents(built.data) == before


UNREADABLE = pytest.mark.parametrize(
    ("file", "content", "reason"),
    [
        ("documents/empty.md", " \n", "documents/empty.md: is empty; write something in it or delete it"),
        ("documents/picture.md", b"\x89PNG\x00\x01", "documents/picture.md: is binary, not text; "),
        ("documents/more.csv", "a,b\n1,2\n", "documents/more.csv:1: no columns for question and answer"),
    ],
)


@UNREADABLE
def test_a_document_that_cannot_be_read_is_listed_by_a_check(
    unbuilt: SmallBot, file: str, content: str | bytes, reason: str
) -> None:
    (unbuilt.folder / file).write_bytes(content if isinstance(content, bytes) else content.encode())

    checked = unbuilt.run("check")

    assert checked.status == 0
    assert reason in checked.out


@UNREADABLE
def test_a_document_that_cannot_be_read_is_skipped_with_a_warning(
    built: SmallBot, file: str, content: str | bytes, reason: str
) -> None:
    (built.folder / file).write_bytes(content if isinstance(content, bytes) else content.encode())

    indexed = built.run("index")

    assert indexed.status == 0
    assert f"warning: {reason}" in indexed.err
    assert built.run("ask", "How much cash can I withdraw?").status == 0


def test_nothing_is_made_for_a_bot_that_cannot_be_built(unbuilt: SmallBot) -> None:
    (unbuilt.folder / "nlu" / "intents.yml").write_text("nlu: []\n")

    assert unbuilt.run("train").error == "a classifier needs at least 2 intents, found none; add another"
    assert not unbuilt.data.exists()


def test_a_folder_that_is_no_bot_is_refused(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"

    assert run("train", str(nowhere)).error == f"{nowhere}: no such folder; create a bot with: botkit init {nowhere}"
    assert run("init", str(tmp_path.parent)).error.startswith(f"{tmp_path.parent}: is there already and not empty")


@pytest.mark.parametrize(
    ("question", "error"),
    [
        ("", "the message is empty; write a question"),
        (" \t\n", "the message is empty; write a question"),
        ("x" * 100_000, "the message has 100,000 characters; at most 4,000 are read: shorten it"),
        ("caf\udce9", "the message is not valid UTF-8; send it as UTF-8 text"),  # as Python reads a byte in argv
    ],
)
def test_a_message_that_cannot_be_taken_is_refused_before_anything_is_loaded(
    unbuilt: SmallBot, question: str, error: str
) -> None:
    assert unbuilt.run("ask", question).error == error
    assert unbuilt.run("ask", question, "--json").out == ""


def test_weights_that_are_not_here_are_named_with_the_command_that_brings_them(unbuilt: SmallBot) -> None:
    (unbuilt.folder / "bot.yaml").write_text("name: Small bank\n")

    for command in ("train", "index"):
        assert unbuilt.run(command).error == (
            f"the weights 'all-MiniLM-L6-v2' are not in {unbuilt.data}/weights; "
            f"run: botkit models pull all-MiniLM-L6-v2 --data {unbuilt.data}"
        )


def test_a_port_in_use_is_named_before_any_model_is_loaded(unbuilt: SmallBot) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        served = unbuilt.run("serve", "--port", str(port))

    assert served.error == (f"port {port} on 127.0.0.1 is in use; stop what uses it, or choose another with --port")


@pytest.mark.parametrize(
    ("host", "port", "error"),
    [
        ("127.0.0.1", "70000", "port 70000 does not exist; choose one from 1 to 65535 with --port"),
        ("203.0.113.1", "8000", "cannot listen on 203.0.113.1, port 8000: "),
    ],
)
def test_an_address_that_is_not_ours_is_refused(unbuilt: SmallBot, host: str, port: str, error: str) -> None:
    assert unbuilt.run("serve", "--host", host, "--port", port).error.startswith(error)


def test_a_bot_without_a_channel_to_serve_says_so(built: SmallBot) -> None:
    built.change("bot.yaml", "web: {}", "console: {}")
    assert built.run("serve", "--port", "0").error == (
        f"bot.yaml:9: 'console' is not served over HTTP; remove it here, and use: botkit chat {built.folder}"
    )


def test_a_data_directory_that_cannot_be_made_is_named(unbuilt: SmallBot, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file, not a folder")

    assert str(tmp_path / "data") in unbuilt.run("train").error


@pytest.mark.parametrize(
    ("command", "kind", "file", "old", "new"),
    [
        ("train", "nlu", "nlu/intents.yml", "report a stolen card", "report my stolen card"),
        ("index", "index", "documents/cash.md", "500 pounds", "600 pounds"),
    ],
)
def test_a_full_disk_leaves_the_old_model_and_index_usable(
    built: SmallBot, command: str, kind: str, file: str, old: str, new: str
) -> None:
    built.change(file, old, new)
    before = contents(built.data)

    with little_room(1_000):
        ran = built.run(command)

    assert ran.error == (
        f"no room for the built '{kind}': the disk of {built.nlu.parent} is full; make room and run it again"
    )
    assert contents(built.data) == before
    assert built.run("ask", "hello").status == 0
    assert built.run(command).status == 0


# A process of its own


def test_the_command_as_installed_tells_an_error_in_one_line(unbuilt: SmallBot) -> None:
    command: list[str | bytes] = [
        sys.executable,
        "-m",
        "botkit",
        "ask",
        str(unbuilt.folder),
        b"caf\xe9",
        "--data",
        str(unbuilt.data),
    ]

    asked = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=60)

    assert (asked.returncode, asked.stdout) == (2, b"")
    assert asked.stderr == b"error: the message is not valid UTF-8; send it as UTF-8 text\n"


def test_a_reader_that_has_enough_ends_the_command_quietly(unbuilt: SmallBot) -> None:
    command = [sys.executable, "-m", "botkit", "check", str(unbuilt.folder), "--data", str(unbuilt.data)]

    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        told = process.stderr.read()
        process.wait(60)

    assert (process.returncode, told) == (1, b"")


# Weights


def test_known_weights_are_listed_with_their_licences(tmp_path: Path) -> None:
    listed = run("models", "list", "--data", str(tmp_path))

    line = next(line for line in listed.out.splitlines() if "all-minilm-l6-v2" in line.lower())
    assert line.split()[-1] == "no"
    assert "apache-2.0" in line.lower()


def test_weights_at_a_path_need_no_pulling(unbuilt: SmallBot, tiny_encoder_folder: Path) -> None:
    pulled = run("models", "pull", "--for", str(unbuilt.folder), "--data", str(unbuilt.data))
    verified = run("models", "verify", str(tiny_encoder_folder), "--data", str(unbuilt.data))

    assert pulled.out == f"{tiny_encoder_folder}: {tiny_encoder_folder}\n"
    assert verified.out == f"{tiny_encoder_folder}: a local path; nothing is pinned\n"


def test_pulling_nothing_is_refused(tmp_path: Path) -> None:
    assert run("models", "pull").error == "nothing to pull; give names (see: botkit models list) or --for BOT"
    assert run("models", "verify", "all-minilm", "--data", str(tmp_path)).error.startswith(
        "unknown weights 'all-minilm'"
    )

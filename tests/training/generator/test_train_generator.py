"""`botkit train generator`: from a bot's own questions and a file of SQuAD to a model that bot.yaml can name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("peft", reason="peft is not installed: pip install -e '.[generator]'")

from botkit.project import artifact
from botkit.training.generator.lessons import Lesson
from botkit.training.generator.train import divided
from tests import small_bot
from tests.small_bot import Ran, SmallBot

QUESTIONS = "question,article,fact\n" + "".join(
    f"{question},{article},{fact}\n"
    for question, article, fact in [
        ("How much cash may I withdraw?", "cash.md", "500 pounds of cash"),
        ("How many pounds a day at an ATM?", "cash.md", "500 pounds"),
        ("How much does a transfer cost?", "faq.csv#row-3", "A transfer is free"),
        ("How much interest does a saver get?", "faq.csv#row-2", "2.5% interest"),
        ("When is the branch open?", "hours.md", "9 to 17"),
        ("How long does a new card take?", "lost.md", "five days"),
        ("How do I report a lost card?", "lost.md", "call us"),
        ("How much cash do I get at an ATM?", "cash.md", "500 pounds"),
        ("Does a transfer cost anything?", "faq.csv#row-3", "A transfer is free"),
        ("What interest do you pay savers?", "faq.csv#row-2", "2.5% interest"),
        ("Until when is the branch open?", "hours.md", "9 to 17"),
        ("When does my new card arrive?", "lost.md", "five days"),
        ("What is the branch's address?", "", ""),
        ("Who is the prime minister?", "", ""),
        ("Do you sell travel insurance?", "", ""),
        ("What does a mortgage cost?", "", ""),
        ("How many branches are there?", "", ""),
    ]
)


def teach(bot: SmallBot, *options: str) -> Ran:
    return small_bot.run("train", "generator", str(bot.folder), *options, "--data", str(bot.data))


@pytest.fixture
def bot(built: SmallBot) -> SmallBot:
    (built.folder / "questions").mkdir()
    (built.folder / "questions" / "known.csv").write_text(QUESTIONS, encoding="utf-8")
    assert built.run("index").status == 0
    return built


def use(bot: SmallBot, engine: str, model: Path) -> None:
    bot.change("bot.yaml", "connectors:", f"generation:\n  engine: {engine}\n  model: {model}\nconnectors:")


@pytest.mark.parametrize("engine", ["causal", "seq2seq", "gguf"])
def test_what_was_trained_is_sealed_and_answers_once_bot_yaml_names_it(
    bot: SmallBot, engine: str, request: pytest.FixtureRequest
) -> None:
    base = request.getfixturevalue("gguf_file" if engine == "gguf" else f"{engine}_folder")
    use(bot, engine, base)

    trained = teach(bot)

    assert trained.status == 0, trained.err
    first, second = trained.out.splitlines()
    assert first.startswith("generator: learned from ")
    folder = bot.data / "bots" / "small" / "generator"
    key, path = ("adapter", folder / "adapter.gguf") if engine == "gguf" else ("model", folder)
    assert second == f"  to use it, set generation.{key} in bot.yaml to: {path.resolve()}"
    assert "model.safetensors" in artifact.open_sealed(folder, "generator").files
    bot.change("bot.yaml", str(base), f"{base}\n  adapter: {path}" if engine == "gguf" else str(path))
    asked = bot.run("ask", "How much cash may I withdraw?", "--json")
    assert asked.status == 0, asked.err
    assert json.loads(asked.out)["text"]


def test_a_file_of_squad_is_learned_from_as_well(bot: SmallBot, causal_folder: Path, tmp_path: Path) -> None:
    use(bot, "causal", causal_folder)
    answers = [{"text": "short", "answer_start": 10}]
    questions = [{"question": f"What is word {n}?", "is_impossible": False, "answers": answers} for n in range(6)]
    article = {"title": "Words", "paragraphs": [{"context": "A word is short.", "qas": questions}]}
    (tmp_path / "squad.json").write_text(json.dumps({"data": [article]}))
    alone, together = teach(bot), teach(bot, "--squad", str(tmp_path / "squad.json"))
    few, more = (int(each.out.split("learned from ")[1].split()[0]) for each in (alone, together))
    assert more > few


@pytest.mark.parametrize("engine", ["quote", "openai"])
def test_an_engine_without_a_model_here_is_refused(bot: SmallBot, engine: str) -> None:
    address = "\n  base_url: http://127.0.0.1:9\n  model: x" if engine == "openai" else ""
    bot.change("bot.yaml", "connectors:", f"generation:\n  engine: {engine}{address}\nconnectors:")
    assert teach(bot).error == (
        f"bot.yaml:9: with '{engine}' there is no model here to train; name one with the engine gguf, causal or seq2seq"
    )


def test_a_bot_without_questions_is_told_what_to_bring(built: SmallBot, causal_folder: Path) -> None:
    use(built, "causal", causal_folder)
    assert teach(built).error.startswith("0 lessons to learn from and 0 to measure on are too few; ")


def test_articles_are_learned_from_or_held_out_as_a_whole() -> None:
    lessons = [Lesson(f"prompt {n}", "reply", f"article {n % 10}") for n in range(100)]
    learned, held_out = divided(lessons, seed=1)
    assert len(held_out) == 10
    assert len(learned) + len(held_out) == 100
    assert not {lesson.origin for lesson in learned} & {lesson.origin for lesson in held_out}

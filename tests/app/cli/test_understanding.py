"""`botkit evaluate` with its options, and `botkit explain`."""

import json
from pathlib import Path

import pytest

from tests.small_bot import SmallBot


def test_a_page_is_written_besides_the_figures(built: SmallBot, tmp_path: Path) -> None:
    (built.folder / "tests" / "conversations.yml").unlink()
    (built.folder / "tests" / "questions.csv").unlink()
    page = tmp_path / "out" / "page.html"

    ran = built.run("evaluate", "--html", str(page))

    assert (ran.status, ran.err) == (0, "")
    assert "intent accuracy" in ran.out
    assert 'aria-label="Reliability diagram"' in page.read_text()
    assert [path.name for path in page.parent.iterdir()] == ["page.html"]


def test_the_training_data_is_cross_validated(unbuilt: SmallBot) -> None:
    ran = unbuilt.run("evaluate", "--cross-validate", "2", "--json")

    assert (ran.status, ran.err) == (0, "")
    found = json.loads(ran.out)
    assert found["nlu"]["utterances"] == 10
    assert found["questions"] is None


def test_a_model_is_no_better_than_itself(built: SmallBot) -> None:
    (built.folder / "tests" / "conversations.yml").unlink()
    (built.folder / "tests" / "questions.csv").unlink()

    compared = json.loads(built.run("evaluate", "--against", str(built.nlu), "--json").out)["comparison"]

    assert (compared["better"], compared["worse"], compared["p_value"]) == ([], [], 1.0)
    assert compared["before"] == compared["after"]


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--against", "nowhere"], "nowhere: no usable NLU model"),
        (["--against", "nowhere", "--cross-validate", "3"], "--against needs held-out utterances"),
    ],
)
def test_what_cannot_be_measured_is_told(built: SmallBot, options: list[str], complaint: str) -> None:
    assert complaint in built.run("evaluate", *options).error


def test_an_understanding_is_explained(built: SmallBot) -> None:
    told = built.run("explain", "hello you")
    found = json.loads(built.run("explain", "hello you", "--json").out)

    assert told.status == 0
    assert told.out.startswith(f"intent     {found['intents'][0]['name']} (")
    assert [word["text"] for word in found["words"]] == ["hello", "you"]
    assert "hello: hello you (nlu/intents.yml:5)" in told.out
    assert found["threshold"] >= 0.5


def test_an_empty_text_is_not_explained(built: SmallBot) -> None:
    assert "the message is empty" in built.run("explain", "  ").error

"""`botkit data`: training data in, out, and checked."""

import json
from pathlib import Path

from tests.small_bot import SmallBot, run


def test_data_of_another_tool_becomes_a_file_that_the_bot_reads(unbuilt: SmallBot, tmp_path: Path) -> None:
    source = tmp_path / "more.csv"
    source.write_text("text,intent\nwhat a rate,interest\ninterest please,interest\nInterest please,interest\n")
    ran = run("data", "import", str(source), str(unbuilt.folder))
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == (
        f"{unbuilt.folder / 'nlu' / 'more.yml'}: 2 examples, 1 intents, 0 slots from CSV\n"
        "note: 1 examples stood there twice and were read once\n"
    )
    assert "4 intents" in unbuilt.run("check").out


def test_a_file_that_is_there_is_not_written_over(unbuilt: SmallBot, tmp_path: Path) -> None:
    source = tmp_path / "intents.csv"
    source.write_text("text,intent\nhi,greet\n")
    before = (unbuilt.folder / "nlu" / "intents.yml").read_bytes()
    assert "is already there" in run("data", "import", str(source), str(unbuilt.folder)).error
    assert (unbuilt.folder / "nlu" / "intents.yml").read_bytes() == before


def test_nothing_is_written_outside_of_the_bot(unbuilt: SmallBot, tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_text("text,intent\nhi,greet\n")
    ran = run("data", "import", str(source), str(unbuilt.folder), "--into", "../../elsewhere.yml")
    assert "must be a .yml file in the bot's folder" in ran.error


def test_what_is_exported_can_be_brought_in_again(unbuilt: SmallBot, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    ran = run("data", "export", str(unbuilt.folder), str(target), "--data", str(unbuilt.data))
    assert (ran.status, ran.out) == (0, f"{target}: 10 examples (jsonl)\n")
    again = run("data", "import", str(target), str(unbuilt.folder), "--into", "tests/again.yml")
    assert "10 examples, 3 intents, 1 slots from JSON lines" in again.out


def test_what_is_likely_to_be_wrong_is_told_with_its_line(unbuilt: SmallBot) -> None:
    unbuilt.change("nlu/intents.yml", "    - hello you\n", "    - hello you\n    - Hello!\n")
    quick = run("data", "check", str(unbuilt.folder), "--quick", "--least", "3", "--data", str(unbuilt.data))
    assert quick.status == 1
    assert (
        quick.out == "duplicate: nlu/intents.yml:6: 'Hello!' stands at nlu/intents.yml:4, too; delete one\n1 findings\n"
    )
    whole = run("data", "check", str(unbuilt.folder), "--least", "3", "--json", "--data", str(unbuilt.data))
    assert json.loads(whole.out)[0]["origin"] == "nlu/intents.yml:6"


def test_good_data_passes(unbuilt: SmallBot) -> None:
    ran = run("data", "check", str(unbuilt.folder), "--quick", "--least", "3", "--data", str(unbuilt.data))
    assert (ran.status, ran.out) == (0, "nothing found\n")


def test_data_that_could_not_be_trained_on_is_checked_all_the_same(unbuilt: SmallBot) -> None:
    unbuilt.change("nlu/intents.yml", "    - hello you\n", "    - hello you\n    - report a stolen card\n")
    ran = run("data", "check", str(unbuilt.folder), "--quick", "--least", "3", "--data", str(unbuilt.data))
    assert "of 'lost_card' here and of 'hello' at nlu/intents.yml:6; keep one" in ran.out

"""The commands about conversations, on a small bot."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

from tests.small_bot import SmallBot, run


def test_conversation_tests_are_held_and_told_with_what_differs(built: SmallBot, tmp_path: Path) -> None:
    junit = tmp_path / "junit.xml"

    ended = run("test", str(built.folder), "--data", str(built.data), "--junit", str(junit))

    assert ended.status == 1
    assert "FAILED conversations.yml:" in ended.out
    assert "  - says: abracadabra" in ended.out
    assert "1 of 2 conversations hold" in ended.out
    assert "flows: 0% of 3 steps taken\n  lost_card: never card_type, phone, say" in ended.out
    suite = ET.parse(junit).getroot()
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    assert "does not say 'abracadabra'" in ET.tostring(suite, encoding="unicode")


def test_some_of_the_conversation_tests_may_be_chosen(built: SmallBot) -> None:
    ended = run("test", str(built.folder), "--data", str(built.data), "--only", "nothing is asked")
    none = run("test", str(built.folder), "--data", str(built.data), "--only", "xyz")

    assert (ended.status, none.status) == (0, 2)
    assert "1 of 1 conversations hold" in ended.out
    assert "no conversation test has 'xyz' in its name" in none.err


def test_flows_are_drawn(unbuilt: SmallBot, tmp_path: Path) -> None:
    out = tmp_path / "flows.svg"

    assert run("flows", str(unbuilt.folder), "--out", str(out)).status == 0
    assert "lost_card" in out.read_text()
    assert "there is no flow 'lots'" in run("flows", str(unbuilt.folder), "--flow", "lots").err


def test_flows_are_walked_through(unbuilt: SmallBot) -> None:
    ended = run("simulate", str(unbuilt.folder), "-n", "20")

    assert ended.status == 0
    assert "20 conversations" in ended.out
    assert "0 broken invariants" in ended.out

from __future__ import annotations

import pytest

from botkit.knowledge.ingest.documents import Block


@pytest.mark.parametrize(
    "note",
    [
        ":::warning Flat battery\nIt is *off*.\n:::",
        ":::tip[Flat battery]\n\nIt is *off*.\n\n:::",
        "::: details Flat battery {open}\nIt is *off*.\n:::",
        '!!! note "Flat battery"\n    It is *off*.',
        '??? question "Flat battery"\n\n    It is *off*.\n',
        '=== "Flat battery"\n\n\tIt is *off*.',
        "<details><summary>Flat battery</summary>\n\nIt is *off*.\n\n</details>",
        "<details open>\n<summary>Flat <b>battery</b></summary>\nIt is *off*.\n</details>",
    ],
)
def test_notes_and_what_unfolds_stand_under_their_titles(read, note):
    assert read("x.md", f"## Phones\n\nText.\n\n{note}\n\nEnd.").blocks == (
        Block("Text.", ("Phones",)),
        Block("It is off.", ("Phones", "Flat battery")),
        Block("End.", ("Phones",)),
    )


@pytest.mark.parametrize(
    "note",
    [
        ":::info\nIt is *off*.\n:::",
        "!!! warning\n    It is *off*.",
        "> [!NOTE]\n> It is *off*.",
        '!!! tip ""\n    It is *off*.',
    ],
)
def test_a_note_without_a_title_is_text(read, note):
    assert read("x.md", f"Text.\n\n{note}\n\nEnd.").text == "Text.\n\nIt is off.\n\nEnd."


def test_notes_may_stand_in_notes_and_in_steps(read):
    text = """1. Open it.

    === "Mac"

        Press `Cmd`.

        !!! note "Old ones"
            Press twice.

    === "Windows"

        Press `Alt`.

2. Wait.
"""
    assert read("x.md", text).blocks == (
        Block("1. Open it."),
        Block("Press Cmd.", ("Mac",)),
        Block("Press twice.", ("Mac", "Old ones")),
        Block("Press Alt.", ("Windows",)),
        Block("2. Wait."),
    )


def test_the_title_of_an_alert_stands_above_its_text(read):
    assert read("x.md", "> [!tip]- Charge it\n> At night.").text == "Charge it\n\nAt night."


def test_what_only_looks_like_a_container_is_text(read):
    text = "Really!!! Yes.\n\n:::\n\nHours\n===\n\nText."
    assert read("x.md", text).text == "Really!!! Yes.\n\nText."


def test_markdown_in_html_is_read_where_the_html_says_so(read):
    text = '<div class="note" markdown="1">\n**Note:** not *today*.\n</div>\n\n> One.\n>\n> Two.\n'
    assert read("x.md", text).text == "Note: not today.\n\nOne.\n\nTwo."

from __future__ import annotations

from botkit.knowledge.ingest.links import ReadAloud, link, without_addresses


def test_a_link_is_read_aloud_without_its_address():
    text = "See [a page](https://a.example/x), [mail](mailto:a@b.example) and [no link](x) or [1]."
    assert without_addresses(text) == "See a page, mail and [no link](x) or [1]."


def test_every_character_that_is_read_aloud_has_its_place():
    text = "See [a page](https://a.example/x) or [mail](mailto:a@b.example), or write."
    said = ReadAloud.of(text)
    assert said.text == "See a page or mail, or write."
    assert all(text[said.place(at)] == letter for at, letter in enumerate(said.text))


def test_a_relative_link_starts_from_the_page_unless_it_names_a_file_of_the_source():
    base = "https://a.example/help/x"
    assert link("fees", "../fees#a", base) == "[fees](https://a.example/fees#a)"
    assert link("fees", "//b.example/fees", base) == "[fees](https://b.example/fees)"
    assert link("fees", "../fees.md#a", base) == link("fees", "#a", base) == link("fees", "//[", base) == "fees"

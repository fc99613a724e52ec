"""What an editor should know: two answers to one question, two pages that say the same."""

from __future__ import annotations

import pytest

from botkit.knowledge.ingest.documents import Block, Document, read_documents
from botkit.knowledge.ingest.overlaps import contradictions, near_duplicates


def test_a_question_with_two_answers_is_told_with_both_places(folder, write):
    write(
        "faq.csv",
        'question,answer\nCan I pay cash?,"No, cards only."\nElse?,x\ncan i  pay cash ?,"Yes, at the desk."\n',
    )
    assert [*contradictions(read_documents(folder))] == [
        "'Can I pay cash?' has two answers: faq.csv#row-2 and faq.csv#row-4; keep the right one"
    ]


def test_it_is_told_across_files_of_all_kinds(folder, write):
    write("a.jsonl", '{"q": "Can I pay cash?", "a": "No."}')
    write("b.md", "# Can I pay cash?\n\nYes.")
    write("c.csv", "question,answer\nCan I pay cash,Sometimes.\n")
    (line,) = contradictions(read_documents(folder))
    assert "3 answers: a.jsonl#row-1, b.md and c.csv#row-2;" in line


def test_every_place_of_a_question_with_several_answers_is_told(folder, write):
    write("faq.csv", "question,answer\nCash?,No.\nCash?,Yes.\nCash?,yes\nCash?,Ask.\n")
    assert [*contradictions(read_documents(folder))] == [
        "'Cash?' has 3 answers: faq.csv#row-2, faq.csv#row-3 and faq.csv#row-5; keep the right one"
    ]


def test_a_page_may_contradict_itself_and_its_headings_are_questions_of_its_own(folder, write):
    write("faq.md", "# FAQ\n\n## Cash?\n\nNo.\n\n## Card?\n\nYes.\n\n## Cash?\n\nYes.\n")
    write("trams.md", "# Trams\n\n## Cash?\n\nNever.\n")
    assert [*contradictions(read_documents(folder))] == [
        "'Cash?' has two answers: at 2 places of faq.md; keep the right one"
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"title": "Q?", "text": "Yes."}, {"title": "Q?", "text": "yes"}),
        ({"title": "Q?", "text": "Yes.", "language": "en"}, {"title": "Q?", "text": "Ja.", "language": "de"}),
        ({"title": "Q?", "text": "Yes.", "tenant": "a"}, {"title": "Q?", "text": "No.", "tenant": "b"}),
        ({"title": "Q?", "text": "Yes."}, {"title": "R?", "text": "No."}),
        ({"title": "Overview", "text": "Yes.", "entry": False}, {"title": "Overview", "text": "No.", "entry": False}),
    ],
)
def test_the_same_answer_and_questions_of_others_are_no_contradiction(one, other):
    documents = []
    for number, said in enumerate((one, other)):
        rest = {"entry": True, **{name: value for name, value in said.items() if name not in {"title", "text"}}}
        documents.append(Document(f"{number}", said["title"], (Block(said["text"]),), **rest))
    assert [*contradictions(documents)] == []


TEXT = "A guest ticket runs for seventy two hours from the moment at which it is switched on and includes night buses. "


def article(name: str, text: str, **rest: str) -> Document:
    return Document(name, name, (Block(text),), **rest)  # type: ignore[arg-type]


def test_pages_that_say_nearly_the_same_are_told_together():
    text = f"{TEXT}It costs thirty pounds at the machine and in the app, and it cannot be given back once it is bought."
    others = [article(f"{number}.md", f"Words number {number} about {number} things. " * 20) for number in range(5)]
    pages = [article("a.md", text), *others, article("b.md", text), article("c.md", text.replace("thirty", "forty"))]
    (line,) = near_duplicates(pages)
    assert line == "a.md, b.md, c.md: say nearly the same; keep one, or tell them apart by what differs"


def test_pages_that_share_a_paragraph_or_are_for_others_are_not():
    own = (
        "Trams run all night on Fridays but the boats to the island stop at eleven, and nobody waits for late trains.",
        "Bring a lead for your dog, as the driver may ask for it, and a muzzle on boats in the weeks of the summer.",
    )
    assert [*near_duplicates([article("a.md", TEXT + own[0]), article("b.md", TEXT + own[1])])] == []
    assert [*near_duplicates([article("a.md", TEXT, language="en"), article("b.md", TEXT, language="de")])] == []
    assert [*near_duplicates([article("a.md", "Short."), article("b.md", "Short.")])] == []

"""What a passage says, statement by statement."""

from botkit.answering.select.statements import statements
from botkit.domain import Citation, Passage
from botkit.text.sentences import SpanKind

TABLE = """\
| Account | Fee | Interest |
|---|---|---|
| Basic | £0 | 0% |
| Gold | £10 | 2% |"""


def passage(text, *, heading=(), title="Cards"):
    return Passage("p1", "cards.md", title, text, heading=heading, url="https://bank.example/cards")


def test_a_sentence_is_a_statement_in_the_context_of_title_and_headings():
    first, second = statements(passage("You can freeze it. It is free.", heading=("Lost cards", "Abroad")))
    assert (first.text, second.text) == ("You can freeze it.", "It is free.")
    assert first.context == "Cards. Lost cards. Abroad"


def test_a_statement_cites_its_text_verbatim():
    _, second = statements(passage("You can freeze it.  It is **free** of\ncharge. Bye."))[:2]
    assert second.text == "It is free of charge."
    assert second.citation == Citation("Cards", "cards.md", "It is **free** of\ncharge.", "https://bank.example/cards")


def test_a_heading_in_the_text_is_context_for_what_follows_and_no_statement():
    before, after = statements(passage("Before.\n\n## Abroad\n\nAfter."))
    assert (before.text, before.context) == ("Before.", "Cards")
    assert (after.text, after.context) == ("After.", "Cards. Abroad")


def test_a_question_is_one_statement_with_the_sentence_that_answers_it():
    first, second = statements(passage("Is it free? Yes, it is. Try it."))
    assert first.text == "Is it free? Yes, it is."
    assert first.quote == "Is it free? Yes, it is."
    assert second.text == "Try it."


def test_a_bare_answer_is_one_with_what_follows_it():
    (statement,) = statements(passage("No. We send it to a specialist."))
    assert statement.text == statement.quote == "No. We send it to a specialist."
    assert [s.text for s in statements(passage("Yes.\n\n- Open the app."))] == ["Yes.", "Open the app."]


def test_a_question_of_another_paragraph_is_not_answered_by_the_next_one():
    assert [s.text for s in statements(passage("Is it free?\n\n- Open the app."))] == ["Open the app."]


def test_an_item_is_read_with_the_sentence_that_introduces_its_list():
    intro, first, second, after = statements(passage("You need:\n\n- a passport\n- a bill\n\nBring both."))
    assert intro.text == "You need:"
    assert (first.text, first.context, first.kind) == ("a passport", "Cards. You need:", SpanKind.ITEM)
    assert second.context == "Cards. You need:"
    assert after.context == "Cards"


def test_steps_are_numbered_and_points_are_not():
    step, bracketed, point = statements(passage("1. Open the app.\n(2) Tap Cards.\n- Relax."))
    assert (step.numbered, bracketed.numbered, point.numbered) == (True, True, False)


def test_a_row_is_cited_with_the_names_of_its_columns():
    assert [s.citation.quote for s in statements(passage(TABLE))] == [
        "Account | Fee | Interest\nBasic | £0 | 0%",
        "Account | Fee | Interest\nGold | £10 | 2%",
    ]


def test_a_row_without_names_is_cited_alone():
    (row,) = statements(passage("| Basic | £0 |"))
    assert row.citation.quote == "Basic | £0"


def test_a_row_is_read_with_the_names_of_its_columns():
    basic, gold = statements(passage(TABLE))
    assert gold.text == "Gold – Fee: £10; Interest: 2%"
    assert gold.cells == (("Account", "Gold"), ("Fee", "£10"), ("Interest", "2%"))
    assert gold.quote == "Gold | £10 | 2%"
    assert basic.kind is SpanKind.ROW


def test_a_row_says_one_thing_in_each_column():
    _, gold = statements(passage(TABLE))
    assert [column.text for column in gold.columns()] == ["Gold – Fee: £10", "Gold – Interest: 2%"]


def test_a_sentence_says_one_thing():
    (statement,) = statements(passage("It is free."))
    assert list(statement.columns()) == [statement]


def test_a_row_whose_header_does_not_fit_is_read_without_names():
    (row,) = statements(passage("| Basic | £0 | 0% |"))
    assert row.text == "Basic – £0; 0%"


def test_a_row_with_labels_is_read_like_a_table():
    (row,) = statements(passage("Account: Gold; Fee: £10; £12 from May; Interest: 2%"))
    assert row.cells == (("Account", "Gold"), ("Fee", "£10; £12 from May"), ("Interest", "2%"))


def test_an_empty_passage_says_nothing():
    assert statements(passage(" \n\n")) == []

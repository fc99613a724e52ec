from __future__ import annotations

import pytest

from botkit.domain.errors import DocumentError
from botkit.knowledge.ingest.documents import read_documents


def test_every_row_is_a_document_that_names_its_row(folder, write):
    write("faq.csv", 'question,answer,url\nLost?,"Call us,\nnow.",https://a.example\n\nFees?,None.,\n')
    first, second = read_documents(folder)
    assert (first.source, first.title, first.text) == ("faq.csv#row-2", "Lost?", "Call us, now.")
    assert first.url == "https://a.example"
    assert first.entry
    assert (second.source, second.title, second.text, second.url) == ("faq.csv#row-4", "Fees?", "None.", "")


@pytest.mark.parametrize(
    "header", ["Question,Answer", "q,a", "Frage;Antwort", "title\ttext", "id|QUESTION| answer ", "answer,x,question"]
)
def test_columns_and_delimiters_are_told_from_the_header(folder, write, header):
    delimiter = next(mark for mark in ",;\t|" if mark in header)
    cells = {"question": "Q?", "q": "Q?", "frage": "Q?", "title": "Q?", "id": "1", "x": "1"}
    row = delimiter.join(cells.get(name.strip().lower(), "A.") for name in header.split(delimiter))
    write("faq.csv", f"{header}\n{row}\n")
    (document,) = read_documents(folder)
    assert (document.title, document.text) == ("Q?", "A.")


def test_columns_can_be_named(folder, write):
    write("faq.csv", "Ask,Say,Where\nQ?,A.,https://a.example/x\n")
    (document,) = read_documents(folder, {"question": "ask", "answer": "Say", "url": "Where"})
    assert (document.title, document.text, document.url) == ("Q?", "A.", "https://a.example/x")


def test_answers_exported_as_html_are_read_as_they_are_seen(folder, write):
    write("faq.csv", 'question,answer\nQ?,"<p>Call <b>us</b>.</p><ul><li>Now</li></ul><p hidden>no</p>"\n')
    (document,) = read_documents(folder)
    assert document.text == "Call us.\n\n- Now"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("name,price\na,b\n", "documents/faq.csv:1: no columns for question and answer in 'name', 'price'"),
        ("question,answer\nQ?,A, or B.\n", "documents/faq.csv:2: the row has 3 cells, the header 2"),
        ("question,answer\nQ?, \n", "documents/faq.csv:2: the row has no answer"),
        ("question,answer\n,A.\n", "documents/faq.csv:2: the row has no question"),
        ("question,answer\n", "documents/faq.csv: has a header and no rows"),
        ('question,answer\n"Q?,A.\n', "documents/faq.csv:2: is not CSV"),
    ],
)
def test_a_table_in_which_nothing_can_be_read_is_an_error_with_its_line(folder, write, content, message):
    write("faq.csv", content)
    with pytest.raises(DocumentError) as error:
        read_documents(folder)
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("question,answer,url\nQ?,A.,\nR?\nS?,C.,\n", "documents/faq.csv:3: the row has 1 cells, the header 3"),
        ('question,answer\n"Q\n?",A.\nR?\nS?,C.\n', "documents/faq.csv:4: the row has 1 cells"),
        ('question,answer\nQ?,A.\nR?,"B" and more\nS?,C.\n', "documents/faq.csv:3: is not CSV"),
        ('question,answer\nQ?,A.\n"R?,B.\nS?,C.\n', "documents/faq.csv:3: is not CSV"),
        ("question,answer\nQ?,A.\nR?,B <!-- c\nS?,C.\n", "documents/faq.csv:3: the comment '<!--' is never closed"),
    ],
)
def test_a_broken_row_is_told_with_its_line_and_the_others_are_read(folder, write, content, message):
    write("faq.csv", content)
    reading = read_documents(folder)
    assert [document.text for document in reading] == ["A.", "C."]
    (told,) = reading.skipped
    assert told.startswith(message)
    assert "\n" not in told


def test_an_address_that_is_no_link_is_kept_and_not_shown(folder, write):
    write("faq.csv", "question,answer,url\nQ?,A.,ftp://x\n")
    (document,) = read_documents(folder)
    assert (document.url, document.metadata) == ("", {"url": "ftp://x"})


@pytest.mark.parametrize(
    "columns", [{"question": "ask", "answer": "say"}, {"question": "q", "answer": "a", "url": "www"}]
)
def test_a_named_column_that_is_not_there_is_an_error(folder, write, columns):
    write("faq.csv", "q,a\nQ?,A.\n")
    with pytest.raises(DocumentError, match=r"documents/faq\.csv:1: .*it has 'q', 'a'"):
        read_documents(folder, columns)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("start", ["", "\n", "\ufeff", "\n \n"])
def test_quoted_cells_are_read_with_any_delimiter_and_below_blank_lines(folder, write, delimiter, start):
    write("faq.csv", f'{start}"Question"{delimiter}"Answer"\n"How, much?"{delimiter}"Five; or |six ""now"""\n')
    (document,) = read_documents(folder)
    assert (document.title, document.text) == ("How, much?", 'Five; or |six "now"')
    assert document.source == f"faq.csv#row-{start.count(chr(10)) + 2}"


@pytest.mark.parametrize(
    "content",
    [
        "sep=;\nQuestion;Answer\nQ?;A.\n",
        "FAQ of the shop\n\nquestion,answer\nQ?,A.\n",
        "Question,Answer,\nQ?,A.,\n",
        "question,answer,note\nQ?,A.\n",
        "FAQ question;Answer (EN)\nQ?;A.\n",
        "id,question_text,question_id,answer_text\n1,Q?,7,A.\n",
    ],
)
def test_what_spreadsheets_and_exports_add_around_a_table_does_no_harm(folder, write, content):
    write("faq.csv", content)
    (document,) = read_documents(folder)
    assert (document.title, document.text) == ("Q?", "A.")


def test_columns_without_known_names_are_told_from_what_is_in_them(folder, write):
    rows = "Can I pay by card?;Yes, at every till.;7\nDo you deliver?;We do, within five days.;8\n"
    write("a.csv", f"spurningar;svör;nr\n{rows}")
    write("b.csv", rows)
    assert [document.source for document in read_documents(folder)] == [
        "a.csv#row-2",
        "a.csv#row-3",
        "b.csv#row-1",
        "b.csv#row-2",
    ]


@pytest.mark.parametrize(
    ("header", "language"),
    [("Vraag;Antwoord", "nl"), ("Domanda;Risposta", "it"), ("Pergunta;Resposta", "pt"), ("PYTANIE;ODPOWIEDŹ", "pl")],
)
def test_columns_may_be_called_in_several_languages(folder, write, header, language):
    write("faq.csv", f"{header};lang\nQ?;A.;{language}-XX\n")
    (document,) = read_documents(folder)
    assert (document.title, document.text, document.language) == ("Q?", "A.", language)


def test_other_columns_are_tags_and_metadata(folder, write):
    write("faq.csv", 'id,category,question,answer,last_edit\nF1,"Orders; Paying",Q?,A.,2026-02-11\n')
    (document,) = read_documents(folder)
    assert document.tags == ("Orders", "Paying")
    assert document.metadata == {"id": "F1", "last_edit": "2026-02-11"}


def test_a_row_may_be_for_some_readers_only(folder, write):
    write("faq.csv", "question,answer,tenant,audience\nQ?,A.,acme,staff\n")
    (document,) = read_documents(folder)
    assert (document.tenant, document.audience) == ("acme", ("staff",))


def test_what_stands_in_angle_brackets_and_is_no_html_stays(folder, write):
    write(
        "faq.csv",
        'question,answer\nQ?,"Write to Claims <claims@example.com>, or ring 01632 960200.<br>We reply within 2 days."\n'
        'R <code>?,"Send STOP <keyword> to 3636 if the price is < £5 & > £1."\n'
        'S?,"See <https://a.example/x> or type <b>#<pin>#</b>."\n',
    )
    first, second, third = read_documents(folder)
    assert first.text == "Write to Claims <claims@example.com>, or ring 01632 960200.\nWe reply within 2 days."
    assert (second.title, second.text) == ("R <code>?", "Send STOP <keyword> to 3636 if the price is < £5 & > £1.")
    assert third.text == "See <https://a.example/x> or type #<pin>#."


def test_entities_are_shown_as_what_they_stand_for(folder, write):
    write(
        "faq.csv",
        "question,answer\nIt&#39;s?,It&#39;s &pound;5 &ndash; paid once.\n"
        "R?,&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Tom &amp;amp; I&lt;/p&gt;\n"
        "S?,&amp;euro;7 a&nbsp;day\nT?,See https://a.example/?a=1&copy=2&region=3\n",
    )
    texts = [document.text for document in read_documents(folder)]
    assert texts == ["It's £5 – paid once.", "One\n\nTom & I", "€7 a day", "See https://a.example/?a=1&copy=2&region=3"]
    assert read_documents(folder)[0].title == "It's?"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("You need:\n● a passport\n● a bill", "You need:\n- a passport\n- a bill"),
        ("You need:\n• a <b>passport</b>\n• a bill", "You need:\n- a passport\n- a bill"),
        ("You need:\na passport\na bill", "You need:\na passport\na bill"),
        ("Mon 9–17\nSat 10–14\n\nClosed on Sunday", "Mon 9–17\nSat 10–14\n\nClosed on Sunday"),
        ("1) Open it\n2) Wait", "1) Open it\n2) Wait"),
        (r"You need:\n- a passport\r\n- a bill", "You need:\n- a passport\n- a bill"),
        (r"Open C:\new and \\server\notes", r"Open C:\new and \\server\notes"),
        ("First,\nthen this", "First, then this"),
        (
            "See [fees](https://a.example/f) **now**:\n- one\n- two",
            "See [fees](https://a.example/f) now:\n\n- one\n- two",
        ),
        ("<ul><li>one<li>two</ul>", "- one\n- two"),
    ],
)
def test_lines_and_items_of_a_cell_stay_apart(folder, write, cell, text):
    write("faq.csv", f'question,answer\nQ?,"{cell}"\n')
    (document,) = read_documents(folder)
    assert document.text == text


def test_a_comment_is_taken_out_of_its_own_cell_alone(folder, write):
    write("faq.csv", "question,answer\nQ?,A <!-- no -->x.\nR?,B.\nS?,C --> d.\n")
    assert [document.text for document in read_documents(folder)] == ["A x.", "B.", "C --> d."]


def test_a_cell_may_be_long(folder, write):
    write("faq.csv", "question,answer\nQ?,\"<p>A.</p><img src='data:image/png;base64," + "A" * 200_000 + "'>\"\n")
    assert read_documents(folder)[0].text == "A."


def test_quotes_may_be_written_as_databases_write_them(folder, write):
    write("faq.csv", r"question;answer" "\n" r'"Say \"hi\"?";"He said \"yes; or no\"."' "\n")
    (document,) = read_documents(folder)
    assert (document.title, document.text) == ('Say "hi"?', 'He said "yes; or no".')

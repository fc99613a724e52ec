from __future__ import annotations

from itertools import pairwise

import pytest

from botkit.knowledge.ingest.chunks import MAX_WORDS, chunks_of
from botkit.knowledge.ingest.documents import Block, Document, read_documents
from botkit.text.sentences import sentence_spans

SENTENCE = "This sentence has exactly nine words and a {n}."


def document(*blocks: Block, **values: object) -> Document:
    return Document("a.md", "Title", blocks, **values)  # type: ignore[arg-type]


def table(rows: int) -> str:
    lines = [f"| card number {n} | a limit of {n} pounds in each and every month |" for n in range(rows)]
    return "\n".join(["| Card | Limit |", "| --- | --- |", *lines])


def test_each_section_is_a_chunk_with_its_headings():
    chunks = chunks_of(
        [document(Block("One."), Block("Two.", ("A",)), Block("Three.", ("A",)), Block("Four.", ("A", "B")))]
    )
    assert [(chunk.heading, chunk.text) for chunk in chunks] == [
        ((), "One."),
        (("A",), "Two.\n\nThree."),
        (("A", "B"), "Four."),
    ]


def test_offsets_point_into_the_text_of_the_document():
    long = " ".join(SENTENCE.format(n=n) for n in range(60))
    whole = document(Block("Intro."), Block(long, ("A",)), Block("- one\n- two", ("A",)), Block("End.", ("B",)))
    chunks = chunks_of([whole])
    assert len(chunks) > 4
    assert all(whole.text[chunk.start : chunk.end] == chunk.text for chunk in chunks)
    assert all(before.end <= after.start for before, after in pairwise(chunks))


def test_a_long_section_is_cut_into_even_parts_between_sentences():
    sentences = [SENTENCE.format(n=n) for n in range(50)]
    chunks = chunks_of([document(Block(" ".join(sentences)))])
    sizes = [len(chunk.text.split()) for chunk in chunks]
    assert max(sizes) <= MAX_WORDS
    assert min(sizes) >= 80
    assert [sentence for chunk in chunks for sentence in chunk.sentences] == sentences


def test_a_sentence_is_never_cut_however_long():
    sentence = "word " * 500 + "end."
    assert [chunk.text for chunk in chunks_of([document(Block(sentence))])] == [sentence]


def test_a_table_that_is_cut_keeps_its_header():
    whole = document(Block("Before."), Block(table(60), table=True))
    first, *others = chunks_of([whole])
    assert others
    assert first.text.startswith("Before.\n\n| Card | Limit |\n| --- | --- |\n| card number 0 |")
    for chunk in others:
        assert chunk.text == "| Card | Limit |\n| --- | --- |\n" + whole.text[chunk.start : chunk.end]
    assert sum(chunk.text.count("| card number") for chunk in (first, *others)) == 60


def test_a_long_answer_is_cut_and_every_part_has_its_question(folder, write):
    answer = " ".join(SENTENCE.format(n=n) for n in range(40))
    write("faq.csv", f'question,answer\nWhat is the code?,"{answer} The code is 4711."\n')
    chunks = chunks_of(read_documents(folder))
    assert len(chunks) == 2
    assert {chunk.title for chunk in chunks} == {"What is the code?"}
    assert chunks[-1].indexed.startswith("What is the code?\n")
    assert chunks[-1].text.endswith("The code is 4711.")
    assert all(len(chunk.indexed.split()) < 230 for chunk in chunks)


def test_what_stands_above_a_chunk_and_long_words_count_as_the_encoder_reads_both():
    sentences = " ".join(f"Haftpflichtversicherungsbedingungen gelten auch {n}." for n in range(60))
    chunks = chunks_of([document(Block(sentences))])
    assert max(len(chunk.text.split()) for chunk in chunks) < MAX_WORDS / 1.5
    headed = chunks_of([document(Block(" ".join(SENTENCE.format(n=n) for n in range(20)), ("heading " * 60,)))])
    assert len(headed) > 1


def test_a_link_is_read_aloud_where_it_is_searched_and_kept_where_it_is_shown():
    text = "See [our fees](https://a.example/fees?a=1) first."
    (chunk,) = chunks_of([document(Block(text), Block(f"| Page |\n| --- |\n| {text} |", table=True))])
    assert text in chunk.text
    assert chunk.sentences == ("See our fees first.", "Page: See our fees first.")
    assert "example" not in chunk.indexed


def test_what_is_indexed_has_title_tags_headings_and_text():
    (chunk,) = chunks_of([document(Block("Some text.", ("A", "B")), tags=("t", "u"))])
    assert chunk.subject == "Title. t, u"
    assert chunk.indexed == "Title. t, u\nA\nB\nSome text."


def test_a_row_is_spoken_with_the_names_of_its_columns():
    (chunk,) = chunks_of(
        [document(Block("Limits:"), Block("| Card | Limit |\n| --- | --- |\n| debit | £5 |\n| x |  |", table=True))]
    )
    assert chunk.sentences == ("Limits:", "Card: debit; Limit: £5", "Card: x")


def test_a_table_without_header_speaks_its_cells():
    (chunk,) = chunks_of([document(Block("| debit | £5 |", table=True))])
    assert chunk.sentences == ("debit; £5",)


def test_ids_differ_between_like_chunks_in_different_places():
    chunks = chunks_of([document(Block("Same."), Block("Other.", ("A",)), Block("Same."))])
    assert len({chunk.id for chunk in chunks}) == 3


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("It is 2.75% (e.g. today). Ask Mr. Hill, i.e. him.", ["It is 2.75% (e.g. today).", "Ask Mr. Hill, i.e. him."]),
        ("1. Open the app. Tap it.\n2. Wait.", ["1. Open the app.", "Tap it.", "2. Wait."]),
        ('He said "No." She left.', ['He said "No."', "She left."]),
        ("Open 9 a.m. to 5 p.m. every day. £5 is due.", ["Open 9 a.m. to 5 p.m. every day.", "£5 is due."]),
        ("a line\n\nanother", ["a line", "another"]),
        ("  ", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text, sentences):
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences

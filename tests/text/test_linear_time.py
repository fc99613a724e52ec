"""Everything that reads text from outside takes a time in proportion to its length, whatever somebody writes there."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import pytest

from botkit.answering.verify.trust import Trust
from botkit.domain.errors import DocumentError
from botkit.knowledge import read_documents
from botkit.text.chat_tokens import has_chat_token, without_chat_tokens
from botkit.text.content_words import content_words, stems
from botkit.text.facts import facts
from botkit.text.markdown import cells, is_table_rule, list_mark, plain
from botkit.text.normal_form import normal_form
from botkit.text.sentences import SentenceStream, is_complete, sentence_spans, split
from botkit.text.web_host import host_of, hosts_in
from botkit.text.words import placed_words, words
from intents.privacy import FINDERS, redact
from intents.values import KINDS, Speaker, read_value
from tests.linear_growth import Read, too_slow

SPEAKER = Speaker(datetime(2026, 11, 21, 9))


def streamed(text: str) -> None:
    stream = SentenceStream()
    for character in text:
        stream.feed(character)
    stream.rest()


TEXT: dict[str, Read] = {
    "facts": facts,
    "facts, German": lambda text: facts(text, "de"),
    "split": split,
    "sentence_spans": lambda text: list(sentence_spans(text)),
    "sentence_spans, German": lambda text: list(sentence_spans(text, "de")),
    "is_complete": is_complete,
    "words": words,
    "placed_words": placed_words,
    "content_words": content_words,
    "stems": stems,
    "plain": plain,
    "cells": cells,
    "is_table_rule": is_table_rule,
    "list_mark": list_mark,
    "has_chat_token": has_chat_token,
    "without_chat_tokens": without_chat_tokens,
    "normal_form": lambda text: normal_form("NFKC", text),
    "host_of": host_of,
    "hosts_in": lambda text: list(hosts_in(text)),
    "trust": Trust(("bank.example",)).objection,
}


@pytest.mark.parametrize("name", TEXT)
def test_text_is_read_in_linear_time(name: str) -> None:
    assert list(too_slow(TEXT[name], pages=True)) == []


def test_a_reply_is_cut_into_sentences_in_linear_time_while_it_comes_in() -> None:
    assert list(too_slow(streamed)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_is_read_in_linear_time(kind: str) -> None:
    assert list(too_slow(lambda text: read_value(kind, text, SPEAKER))) == []


@pytest.mark.parametrize("kind", FINDERS)
def test_a_text_is_redacted_in_linear_time(kind: str) -> None:
    assert list(too_slow(lambda text: redact(text, [kind]), pages=True)) == []


@pytest.mark.filterwarnings("ignore::bs4.MarkupResemblesLocatorWarning")
@pytest.mark.parametrize("suffix", [".html", ".md", ".txt"])
def test_a_document_is_read_in_linear_time(suffix: str, tmp_path: Path) -> None:
    def read(text: str) -> None:
        (tmp_path / f"page{suffix}").write_text(text, encoding="utf-8")
        with suppress(DocumentError):
            read_documents(tmp_path)

    assert list(too_slow(read, pages=True)) == []


def test_what_takes_the_square_of_a_length_is_noticed() -> None:
    assert any("and 'a':" in each for each in too_slow(re.compile("a+b").search))

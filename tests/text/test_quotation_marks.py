"""Apostrophes and quotes in one form."""

from __future__ import annotations

import pytest

from botkit.text.quotation_marks import straight


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("I don’t know", "I don't know"),
        ("where‘s my card", "where's my card"),
        ("itʼs 60", "it's 60"),
        ("what´s new, don`t ask, it′s me", "what's new, don't ask, it's me"),
        ("„ja“, “yes” and ‘no’", '"ja", "yes" and \'no\''),
        ('it\'s "fine"', 'it\'s "fine"'),
        ("`code` is code", "`code` is code"),
        ("", ""),
    ],
)
def test_typographic_forms_become_plain_and_nothing_moves(text, plain):
    assert straight(text) == plain
    assert len(straight(text)) == len(text)

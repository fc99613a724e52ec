"""Training data in Rasa's YAML format, and what its author is told when it is wrong."""

from pathlib import Path

import pytest

from intents.description import Description
from intents.errors import DataError
from intents.rasa import parse_example, read_training_data
from intents.types import Slot


def write(folder: Path, text: str, name: str = "cards.yml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def read(folder: Path, text: str):
    return read_training_data([write(folder, text)], relative_to=folder)


def block(*lines: str) -> str:
    return "nlu:\n- intent: pay\n  examples: |\n" + "".join(f"    {line}\n" for line in lines)


def test_an_example_knows_its_intent_and_the_line_it_stands_on(tmp_path):
    data = read(tmp_path, 'version: "3.1"\n' + block("- pay a bill", "", "- send money"))
    assert [(e.text, e.intent, e.origin) for e in data.examples] == [
        ("pay a bill", "pay", "cards.yml:5"),
        ("send money", "pay", "cards.yml:7"),
    ]


def test_a_mark_becomes_a_slot_at_its_place_in_the_plain_text():
    example = parse_example("pay [£5](amount) to [my sis](payee)", "pay", "x:1")
    assert example.text == "pay £5 to my sis"
    assert example.slots == (Slot("amount", "£5", "£5", 4, 6), Slot("payee", "my sis", "my sis", 10, 16))


@pytest.mark.parametrize("marked", ['in [euros]{"entity": "currency", "value": "EUR"}', "in [euros](currency:EUR)"])
def test_a_mark_may_say_what_its_text_means(marked):
    (slot,) = parse_example(marked, "pay", "x:1").slots
    assert (slot.name, slot.text, slot.value) == ("currency", "euros", "EUR")


def test_the_meaning_of_a_mark_holds_for_the_same_words_in_the_same_slot(tmp_path):
    data = read(tmp_path, block('- in [Euros]{"entity": "currency", "value": "EUR"}', "- what is [euros](term)"))
    assert data.meanings == {"currency": {"euros": "EUR"}}
    assert data.synonyms == {}


def test_the_same_words_may_mean_one_thing_in_one_slot_and_another_in_another(tmp_path):
    marks = ("- what is [APR](term:annual percentage rate)", "- the fee in [Apr](month:April)", "- [apr](month:May)")
    data = read(tmp_path, block(*marks) + "- synonym: AP Rentals\n  examples: |\n    - APR\n")
    assert data.meanings == {"term": {"apr": "annual percentage rate"}, "month": {"apr": "April"}}

    described = Description(("ask",), ("O",), synonyms=data.synonyms, meanings=data.meanings)
    again = Description.read(described.written())
    assert [again.value(slot, "Apr") for slot in ("term", "month", "firm")] == [
        "annual percentage rate",
        "April",
        "AP Rentals",
    ]
    assert again.value("month", "June") == "June"


def test_synonyms_lookups_and_regexes_are_read(tmp_path):
    data = read(
        tmp_path,
        block("- pay")
        + "- synonym: EUR\n  examples: |\n    - Euro\n"
        + "- lookup: city\n  examples: |\n    - Leeds\n    - York\n"
        + "- regex: digits\n  examples: |\n    - \\d{4}\n",
    )
    assert data.synonyms == {"euro": "EUR"}
    assert data.lookups == {"city": ("Leeds", "York")}
    assert data.regexes == {"digits": (r"\d{4}",)}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (block("- pay [£5](amount"), r"cards.yml:4: a mark is left open at '\[£5\]\(amount'"),
        (block("- pay [£5"), r"cards.yml:4: a mark is left open"),
        (block("- pay [£5]()"), "cards.yml:4: the mark .* names no slot"),
        (block("- pay [£5]{entity: amount}"), "cards.yml:4: the mark .* is not valid JSON"),
        (block('- pay [£5]{"entity": "amount", "role": "to"}'), "cards.yml:4: .*unknown key 'role'"),
        (block("- pay", "no dash"), "cards.yml:5: 'no dash' is no example"),
        ("nlu:\n- intent: pay\n  examples: |\n", "cards.yml:2: the intent 'pay' has no examples"),
        ("nlu:\n- intent: pay\n", "cards.yml:2: the intent 'pay' has no examples"),
        ("nlu:\n- intnt: pay\n  examples: |\n    - x\n", "cards.yml:2: a block starts with one of intent"),
        ("nlu: [\n", "cards.yml:2: broken YAML"),
        ("rules:\n- x\n", "cards.yml:2: unknown key 'rules'"),
        ("", "cards.yml:1: keys and values were expected"),
        ("nlu:\n- regex: r\n  examples: |\n    - (\n", "cards.yml:4: the regex .* does not compile"),
        (block("- pay") + "nlu:\n- intent: b\n", "cards.yml:5: the key 'nlu' stands twice here; join"),
        (block("- pay") + "  examples: |\n    - more\n", "cards.yml:5: the key 'examples' stands twice here"),
        (block("- pay", "- it\x92s late"), r"cards.yml:5: holds the control character U\+0092; remove it"),
        (block("- a\x00b"), r"cards.yml:4: holds the control character U\+0000; remove it"),
        ("nlu:\n- intent: pay\n  examples:\n  - [a, b]\n", "cards.yml:4: this is no example"),
        ("nlu:\n- intent: pay\n  examples:\n  - metadata: {a: b}\n", "cards.yml:4: this is no example"),
        (
            "nlu:\n- intent: pay\n  examples:\n  - text: hi\n    intent: b\n",
            "cards.yml:5: unknown key 'intent'",
        ),
    ],
)
def test_what_is_wrong_is_named_with_file_and_line(tmp_path, text, complaint):
    with pytest.raises(DataError, match=complaint) as caught:
        read(tmp_path, text)
    assert "\n" not in str(caught.value)


def test_examples_may_be_items_of_a_list_with_rasas_metadata(tmp_path):
    text = """nlu:
- intent: pay
  metadata: {sentiment: neutral}
  examples:
  - text: |
      pay [£5](amount)
    metadata: {sentiment: sad}
  - send money
  - text: settle it
"""
    data = read(tmp_path, text)
    assert [(one.text, one.origin) for one in data.examples] == [
        ("pay £5", "cards.yml:5"),
        ("send money", "cards.yml:8"),
        ("settle it", "cards.yml:9"),
    ]
    assert data.slots == ("amount",)


def test_a_byte_order_mark_is_no_text(tmp_path):
    assert read(tmp_path, "\ufeff" + block("- pay")).intents == ("pay",)


def test_a_file_that_is_not_utf8_is_named(tmp_path):
    path = tmp_path / "cards.yml"
    path.write_bytes(b"nlu:\n- intent: \xff\n")
    with pytest.raises(DataError, match=r"cards.yml: not UTF-8"):
        read_training_data([path], relative_to=tmp_path)


def test_one_utterance_under_two_intents_is_refused(tmp_path):
    data = read(tmp_path, block("- Pay now") + "- intent: other\n  examples: |\n    - pay now\n")
    with pytest.raises(DataError, match=r"cards.yml:7: 'pay now' .*'other' here and of 'pay' at cards.yml:4"):
        data.check()


def test_a_single_intent_is_too_few(tmp_path):
    with pytest.raises(DataError, match="at least 2 intents, found only 'pay'"):
        read(tmp_path, block("- pay")).check()

"""Data of other tools: what is read, what is written, and what is said of what is wrong."""

import json
import zipfile
from pathlib import Path

import pytest

from intents.data import TrainingData
from intents.errors import DataError
from intents.exchange import FORMATS, format_of, read_data, write_data
from intents.rasa import parse_example, read_training_data
from intents.types import Example, Slot

DATA = TrainingData(
    (
        parse_example('pay [£5](amount) to [my sis]{"entity": "payee", "value": "Anna"} now', "pay", ""),
        parse_example("pay", "pay", ""),
        parse_example("what's the weather like?", "talk", ""),
    ),
    {"my sis": "Anna", "euros": "EUR"},
    {"city": ("Leeds", "York")},
    {"amount": (r"£\d+",)},
)


def said(data: TrainingData) -> list[tuple[str, str, list[tuple[str, str, int, int]]]]:
    return [(e.text, e.intent, [(s.name, s.value, s.start, s.end) for s in e.slots]) for e in data.examples]


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


# There and back


@pytest.mark.parametrize("name", ["rasa", "rasa-json", "rasa-markdown"])
def test_rasas_formats_keep_everything(tmp_path, name):
    path = tmp_path / f"data{FORMATS[name].suffix}"
    write_data(DATA, path, name)
    read = read_data(path)
    assert read.format == name
    assert said(read.data) == said(DATA)
    assert (read.data.synonyms, read.data.lookups, read.data.regexes) == (DATA.synonyms, DATA.lookups, DATA.regexes)


@pytest.mark.parametrize("name", ["jsonl"])
def test_json_lines_keep_examples_and_marks(tmp_path, name):
    write_data(DATA, tmp_path / "data.jsonl")
    assert said(read_data(tmp_path / "data.jsonl").data) == said(DATA)


@pytest.mark.parametrize(("name", "suffix"), [("csv", ".csv"), ("tsv", ".tsv"), ("clinc", ".json")])
def test_tables_keep_texts_and_intents(tmp_path, name, suffix):
    path = tmp_path / f"data{suffix}"
    write_data(DATA, path, name)
    read = read_data(path)
    assert read.format == name
    assert [row[:2] for row in said(read.data)] == [row[:2] for row in said(DATA)]


def test_sequences_keep_words_and_tags(tmp_path):
    data = TrainingData(
        (parse_example("fly to [New York](city) or [Rome](city)", "fly", ""), parse_example("hi", "hi", ""))
    )
    write_data(data, tmp_path / "seq", "sequences")
    assert (tmp_path / "seq" / "seq.out").read_text() == "O O B-city I-city O B-city\nO\n"
    read = read_data(tmp_path / "seq")
    assert read.format == "sequences"
    assert said(read.data) == said(data)


def test_nlupp_keeps_several_intents_and_spans(tmp_path):
    data = TrainingData(
        (parse_example("freeze my [debit](card) card", "card+freeze", ""), parse_example("ok", "affirm", ""))
    )
    write_data(data, tmp_path / "fold.json", "nlu++")
    read = read_data(tmp_path / "fold.json")
    assert read.format == "nlu++"
    assert said(read.data) == said(data)


def test_what_is_written_is_read_by_the_native_reader_whatever_stands_in_it(tmp_path):
    texts = [
        "a: b",
        "- dash",
        "# hash",
        "'quotes' \"both\"",
        "[in brackets]",
        "{braces}",
        "né ☃",
        "yes",
        "a | b",
        "%x",
        "@y",
        "100%",
    ]
    data = TrainingData(tuple(Example(text, intent) for text in texts for intent in ("no", "1", "a: b")))
    write_data(data, tmp_path / "data.yml")
    found = read_training_data([tmp_path / "data.yml"])
    assert [e.text for e in found.examples if e.intent == "no"] == [
        text.replace("[", "(").replace("]", ")") for text in texts
    ]
    assert found.intents == ("1", "a: b", "no")


# Other tools


def dialogflow(folder: Path) -> Path:
    pieces = [
        {"text": "fly to ", "userDefined": False},
        {"text": "the big apple", "alias": "city-name", "meta": "@city", "userDefined": True},
        {"text": " please", "userDefined": False},
    ]
    write(folder / "agent.json", "{}")
    write(folder / "intents/Book flight.json", json.dumps({"name": "Book flight"}))
    write(
        folder / "intents/Book flight_usersays_en.json",
        json.dumps([{"data": pieces}, {"data": [{"text": "a flight"}]}]),
    )
    write(folder / "entities/city.json", json.dumps({"name": "city"}))
    entries = [{"value": "New York", "synonyms": ["New York", "the big apple"]}]
    write(folder / "entities/city_entries_en.json", json.dumps(entries))
    return folder


def lex(folder: Path) -> Path:
    locale = folder / "Bot/BotLocales/en_GB"
    sample = [{"utterance": "fly to {City} on {Day}"}, {"utterance": "a flight to {City}"}]
    write(locale / "Intents/BookFlight/Intent.json", json.dumps({"name": "BookFlight", "sampleUtterances": sample}))
    write(locale / "Intents/BookFlight/Slots/City/Slot.json", json.dumps({"name": "City", "slotTypeName": "Cities"}))
    write(locale / "Intents/BookFlight/Slots/Day/Slot.json", json.dumps({"name": "Day", "slotTypeName": "AMAZON.Date"}))
    values = [{"sampleValue": {"value": "New York"}, "synonyms": [{"value": "NYC"}]}]
    write(locale / "SlotTypes/Cities/SlotType.json", json.dumps({"name": "Cities", "slotTypeValues": values}))
    return folder


def zipped(folder: Path, path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for file in folder.rglob("*.json"):
            archive.write(file, file.relative_to(folder))
    return path


def test_an_export_of_dialogflow_is_read(tmp_path):
    read = read_data(zipped(dialogflow(tmp_path / "agent"), tmp_path / "agent.zip"))
    assert read.format == "dialogflow"
    assert said(read.data) == [
        ("fly to the big apple please", "Book_flight", [("city-name", "the big apple", 7, 20)]),
        ("a flight", "Book_flight", []),
    ]
    assert read.data.lookups == {"city-name": ("New York", "the big apple")}
    assert read.data.synonyms == {"the big apple": "New York"}


def test_an_export_of_lex_is_read_with_values_in_the_places_of_slots(tmp_path):
    read = read_data(zipped(lex(tmp_path / "bot"), tmp_path / "bot.zip"))
    assert read.format == "lex"
    assert said(read.data) == [
        ("fly to New York on tomorrow", "BookFlight", [("City", "New York", 7, 15), ("Day", "tomorrow", 19, 27)]),
        ("a flight to NYC", "BookFlight", [("City", "New York", 12, 15)]),
    ]


@pytest.mark.parametrize("make", [dialogflow, lex])
def test_the_folder_of_an_export_is_read_as_its_archive(tmp_path, make):
    folder = make(tmp_path / "export")
    assert said(read_data(folder).data) == said(read_data(zipped(folder, tmp_path / "export.zip")).data)


def test_clincs_splits_are_read_one_at_a_time(tmp_path):
    path = write(tmp_path / "data_full.json", json.dumps({"train": [["hi", "greet"]], "oos_test": [["eh", "oos"]]}))
    assert said(read_data(path).data) == [("hi", "greet", [])]
    assert said(read_data(path, split="oos_test").data) == [("eh", "out_of_scope", [])]
    with pytest.raises(DataError, match="has no split 'dev'; it has train, oos_test"):
        read_data(path, split="dev")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", 'category,text\npay,"Pay, now"\n'),
        ("a.csv", "label;utterance\npay;Pay, now\n"),
        ("a.csv", '"Pay, now",pay\n'),
        ("a.tsv", "Pay, now\tpay\n"),
        ("a.jsonl", '{"utterance": "Pay, now", "label": "pay"}\n\n'),
    ],
)
def test_columns_go_by_their_names(tmp_path, name, text):
    assert said(read_data(write(tmp_path / name, text)).data) == [("Pay, now", "pay", [])]


def test_roles_of_rasas_marks_are_left_out(tmp_path):
    text = '## intent:fly\n<!-- two\nlines -->\n- from [Rome]{"entity": "city", "role": "from"} to [Oslo](city:OSL)\n'
    read = read_data(write(tmp_path / "nlu.md", text)).data
    assert said(read) == [("from Rome to Oslo", "fly", [("city", "Rome", 5, 9), ("city", "OSL", 13, 17)])]
    assert read.examples[0].origin == "nlu.md:4"


def test_spaces_are_put_in_order_and_marks_go_along(tmp_path):
    line = {"text": "  pay\n  Anna  Hill ", "intent": "pay", "entities": [{"start": 8, "end": 18, "entity": "who"}]}
    example = read_data(write(tmp_path / "a.jsonl", json.dumps(line))).data.examples[0]
    assert (example.text, example.slots) == ("pay Anna Hill", (Slot("who", "Anna Hill", "Anna Hill", 4, 13),))


def test_what_stands_there_twice_is_read_once_and_told(tmp_path):
    read = read_data(write(tmp_path / "a.csv", "text,intent\nhi,greet\nHi,greet\nhi,other\n"))
    assert len(read.data.examples) == 2
    assert read.notes == ("1 examples stood there twice and were read once",)


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("a.csv", "text,intent\nhi\n", "a.csv:2: the row has no intent"),
        ("a.csv", "text,intent\nhi,\n", "a.csv:2: 'hi' has no intent"),
        ("a.csv", 'text,intent\n"hi,greet\n', "a.csv:.: is not CSV"),
        ("a.jsonl", '{"text": "hi"}\n', "a.jsonl:1: an intent .* was expected here, not null"),
        ("a.jsonl", "{\n", "a.jsonl:1: is not valid JSON"),
        (
            "a.jsonl",
            '{"text":"hi","intent":"x","entities":[{"start":0,"end":9,"entity":"e"}]}',
            r"'e' \(0 to 9\) is outside",
        ),
        ("a.json", "{]", "a.json:1: is not valid JSON"),
        ("a.json", '{"other": 1}', "a.json: its format is not known; name it with --format"),
        (
            "a.json",
            '{"rasa_nlu_data": {"common_examples": [{"text": 1}]}}',
            "a.json: example 1: a text was expected here, not 1",
        ),
        ("a.json", '{"train": [["hi"]]}', r"a.json: train 1: \[text, intent\] was expected"),
        ("a.md", "- hi\n", "a.md:1: an example stands under no heading"),
        ("a.md", "## intent:x\nhi\n", "a.md:2: 'hi' is no example"),
        ("a.xyz", "hi", "a.xyz: its format is not known"),
        ("a.zip", "hi", "a.zip: its format is not known"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path, name, text, complaint):
    with pytest.raises(DataError, match=complaint) as caught:
        read_data(write(tmp_path / name, text))
    assert "\n" not in str(caught.value)


def test_tags_must_be_as_many_as_words(tmp_path):
    for name, text in {"seq.in": "a b\n", "seq.out": "O\n", "label": "x\n"}.items():
        write(tmp_path / "s" / name, text)
    with pytest.raises(DataError, match=r"seq.out:1: 1 tags for 2 words"):
        read_data(tmp_path / "s")


def test_a_format_that_is_only_read_is_not_written(tmp_path):
    with pytest.raises(DataError, match=r"not a format that is written; name one with --format: rasa,"):
        write_data(DATA, tmp_path / "a.zip", "lex")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DataError, match="no such file or folder"):
        format_of(tmp_path / "nowhere.json")

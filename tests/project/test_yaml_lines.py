"""YAML that knows its lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from botkit.domain.errors import ConfigError
from botkit.project import yaml_lines


@pytest.fixture
def read(tmp_path: Path):
    def read(text: str | bytes) -> yaml_lines.YamlFile:
        path = tmp_path / "bot.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return yaml_lines.read(path)

    return read


def test_every_key_and_item_knows_its_line(read):
    source = read("a: 1\nb:\n  c: {d: x,\n    e: y}\n  f:\n    - 1\n    -\n      g: 2\n")
    assert source.data == {"a": 1, "b": {"c": {"d": "x", "e": "y"}, "f": [1, {"g": 2}]}}
    lines = {yaml_lines.dotted(path): line for path, line in source.lines.items() if path}
    assert lines == {
        "a": 1,
        "b": 2,
        "b.c": 3,
        "b.c.d": 3,
        "b.c.e": 4,
        "b.f": 5,
        "b.f[0]": 6,
        "b.f[1]": 8,
        "b.f[1].g": 8,
    }


@pytest.mark.parametrize("path", [("b", "c"), ("b", "c", "missing"), ("b", "c", "missing", 0)])
def test_what_is_not_there_is_placed_at_the_nearest_thing_around_it(read, path):
    assert read("a: 1\nb:\n  c: 1\n").place(path) == "bot.yaml:3"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("yes", "yes"),
        ("off", "off"),
        ("true", True),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-3", -3),
        ("0191", "0191"),
        ("0x1f", "0x1f"),
        ("12:30", "12:30"),
        ("2026-11-02", "2026-11-02"),
        ("0.5", 0.5),
        ("1e-3", 0.001),
        ("1.2.3", "1.2.3"),
        (".5", ".5"),
        ("<<", "<<"),
        ("'12'", "12"),
        ("café", "café"),
    ],
)
def test_scalars_mean_what_they_look_like(read, written, value):
    read_value = read(f"a: {written}\n").data["a"]
    assert (read_value, type(read_value)) == (value, type(value))


def test_an_empty_file_says_nothing(read):
    assert read("# nothing\n").data == {}


def test_a_byte_order_mark_is_passed_over(read):
    assert read(b"\xef\xbb\xbfa: 1\n").data == {"a": 1}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", "bot.yaml:3: the key 'a' stands twice (first on line 1); remove one"),
        ("a:\n  b: 1\n  b: 2\n", "bot.yaml:3: the key 'b' stands twice (first on line 2); remove one"),
        ("a: 1\n b: 2\n", "bot.yaml:2: is not valid YAML: mapping values are not allowed here"),
        ("a:\n\tb: 2\n", "bot.yaml:2: is not valid YAML: while scanning for the next token, found character '\\t'"),
        ("a: 'x\nb: 2\n", "bot.yaml:3: is not valid YAML: while scanning a quoted scalar that begins on line 1, found"),
        ("a: [1\nb: 2\n", "bot.yaml:2: is not valid YAML: while parsing a flow sequence that begins on line 1, "),
        ("a: 1\n---\nb: 2\n", "bot.yaml:2: is not valid YAML: expected a single document"),
        ("- a\n", "bot.yaml:1: must be a mapping of keys to values, not a list"),
        ("just words\n", "bot.yaml:1: must be a mapping of keys to values, not 'just words'"),
        ("? [a]\n: 1\n", "bot.yaml:1: a key must be a word, not a list or a mapping"),
        ("a: &x 1\nb: *x\n", "bot.yaml:2: aliases (*name) are not read; write the value out"),
        ("a: &x\n  b: *x\n", "bot.yaml:2: aliases (*name) are not read"),
        ("a: !!python/object:os.system {}\n", "bot.yaml:1: tags (!!python/object:os.system) are not read"),
        ("a: !!python/name:os.system x\n", "bot.yaml:1: tags (!!python/name:os.system) are not read"),
        ("a: !mine x\n", "bot.yaml:1: tags (!mine) are not read"),
        ("a: !!int ten\n", "bot.yaml:1: 'ten' cannot be read as its tag or form says"),
        (f"a: {'9' * 5000}\n", "bot.yaml:1: '99999"),
        ("a: " + "[" * 5000, "bot.yaml: is nested too deeply to be read; flatten it"),
        (b"a: 1\nb: caf\xe9\n", "bot.yaml:2: is not UTF-8 text; save the file as UTF-8"),
        (b"a: 1\nb: \x00\n", "bot.yaml:2: holds the control character U+0000; remove it"),
        (b"a: 1\nb: '\xc2\x9b'\n", "bot.yaml:2: holds the control character U+009B; remove it"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(read, text, message):
    with pytest.raises(ConfigError) as error:
        read(text)
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)


def test_a_folder_in_the_place_of_the_file_is_named(tmp_path):
    (tmp_path / "bot.yaml").mkdir()
    with pytest.raises(ConfigError, match=r"^bot.yaml: cannot be read \(Is a directory\)"):
        yaml_lines.read(tmp_path / "bot.yaml")

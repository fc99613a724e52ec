"""Reading of training data in the Rasa NLU YAML format (version 3.1).

Each file holds a list `nlu` of blocks: an `intent`, `synonym`, `lookup` or `regex` with `examples`, one a line behind a
dash. Slots are marked in an intent's examples as `[text](slot)` or `[text]{"entity": "slot", "value": "meaning"}`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from intents.data import TrainingData
from intents.errors import DataError
from intents.types import Example, Slot

KINDS = ("intent", "synonym", "lookup", "regex")
MARK = re.compile(r"\[(?P<text>[^\[\]]+)\](?:\((?P<name>[^()]*)\)|(?P<json>\{[^{}]*\}))")

Line = tuple[str, str]
"""An example and where it stands ("nlu/cards.yml:14")."""


def read_training_data(paths: Sequence[Path], *, relative_to: Path | None = None) -> TrainingData:
    """Read the examples, synonyms, lookups and regexes of all files together.

    Raises DataError, starting with `file:line`, for broken YAML, an unknown block, a block without examples, a mark
    that is left open, or a regex that does not compile. Origins are given relative to `relative_to`.
    """
    examples: list[Example] = []
    synonyms: dict[str, str] = {}
    lookups: dict[str, tuple[str, ...]] = {}
    regexes: dict[str, tuple[str, ...]] = {}
    for path in paths:
        name = path.relative_to(relative_to).as_posix() if relative_to else path.name
        for kind, title, lines in _blocks(path, name):
            match kind:
                case "intent":
                    examples += [parse_example(text, title, origin) for text, origin in lines]
                case "synonym":
                    synonyms |= {text.casefold(): title for text, _ in lines}
                case "lookup":
                    lookups[title] = (*lookups.get(title, ()), *(text for text, _ in lines))
                case _:
                    regexes[title] = (*regexes.get(title, ()), *(_pattern(text, origin) for text, origin in lines))
    return TrainingData(tuple(examples), synonyms, lookups, regexes)


def parse_example(marked: str, intent: str, origin: str) -> Example:
    """Return an example with its marks taken out: `pay [£5](amount)` is "pay £5" with a slot at 4 to 6."""
    text, slots, end = "", [], 0
    for mark in MARK.finditer(marked):
        text += marked[end : mark.start()]
        name, value = _meaning(mark, origin)
        slots.append(Slot(name, mark["text"], value, len(text), len(text) + len(mark["text"])))
        text += mark["text"]
        end = mark.end()
    text += marked[end:]
    if bracket := re.search(r"[\[\]]", text):
        raise DataError(
            f"{origin}: a mark is left open at '{marked[max(0, marked.find(bracket[0])) :][:30]}'; "
            "write [text](slot), or take the bracket out"
        )
    return Example(text, intent, tuple(slots), origin)


def _meaning(mark: re.Match[str], origin: str) -> tuple[str, str]:
    """Return the slot's name and value, from either way of marking."""
    if mark["json"]:
        try:
            fields = json.loads(mark["json"])
        except json.JSONDecodeError as error:
            raise DataError(f"{origin}: the mark {mark[0]} is not valid JSON: {error.msg}") from None
        if unknown := set(fields) - {"entity", "value"}:
            raise DataError(f"{origin}: the mark {mark[0]} has an unknown key '{min(unknown)}'; use entity and value")
        name, value = fields.get("entity", ""), str(fields.get("value", mark["text"]))
    else:
        name, _, value = mark["name"].partition(":")
        value = value or mark["text"]
    if not re.fullmatch(r"[A-Za-z_][\w-]*", name):
        raise DataError(f"{origin}: the mark {mark[0]} names no slot; write [text](slot)")
    return name, value


def _text(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise DataError(f"{name}: not UTF-8 text; save it as UTF-8") from None
    except OSError as error:
        raise DataError(f"{name}: cannot be read: {error.strerror}") from None


def _blocks(path: Path, name: str) -> Iterator[tuple[str, str, list[Line]]]:
    """Yield (kind, title, examples) of each block of a file."""
    text = _text(path, name)
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.reader.ReaderError as error:
        number = text.count("\n", 0, error.position) + 1
        raise DataError(f"{name}:{number}: holds the control character U+{error.character:04X}; remove it") from None
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise DataError(f"{name}{line}: broken YAML: {error.problem}") from None
    entries = _mapping(root, name)
    if unknown := set(entries) - {"version", "nlu"}:
        key = min(unknown)
        raise DataError(f"{name}:{_line(entries[key])}: unknown key '{key}'; this format has 'version' and 'nlu'")
    if not isinstance(entries.get("nlu"), yaml.SequenceNode):
        raise DataError(f"{name}:1: no list 'nlu'; start the file with 'nlu:' and a list of intents")
    for node in entries["nlu"].value:
        yield _block(node, name)


def _block(node: yaml.Node, name: str) -> tuple[str, str, list[Line]]:
    where = f"{name}:{_line(node)}"
    fields = _mapping(node, name)
    kinds = [kind for kind in KINDS if kind in fields]
    if len(kinds) != 1:
        raise DataError(f"{where}: a block starts with one of {', '.join(KINDS)}")
    kind = kinds[0]
    if unknown := set(fields) - {kind, "examples", "metadata"}:
        raise DataError(f"{name}:{_line(fields[min(unknown)])}: unknown key '{min(unknown)}' in {kind}")
    title = fields[kind].value
    if not isinstance(title, str) or not title.strip():
        raise DataError(f"{where}: the {kind} has no name")
    lines = list(_examples(fields["examples"], name)) if "examples" in fields else []
    if not lines:
        raise DataError(f"{where}: the {kind} '{title}' has no examples; add lines like '- text' under 'examples: |'")
    return kind, title.strip(), lines


def _examples(node: yaml.Node, name: str) -> Iterator[Line]:
    """Yield each example of a block: a text with a dash before each line, or a YAML list of texts.

    An item may also be a mapping with the `text` and Rasa's `metadata`, which is passed over.
    """
    if isinstance(node, yaml.SequenceNode):
        yield from (_item(item, name) for item in node.value)
        return
    block = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
    first = _line(node) + block
    for number, line in enumerate(str(node.value).splitlines(), first):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        if not text.startswith("-") or not text[1:].strip():
            raise DataError(f"{name}:{number}: '{text[:40]}' is no example; begin the line with '- '")
        yield text[1:].strip(), f"{name}:{number}"


def _item(node: yaml.Node, name: str) -> Line:
    if isinstance(node, yaml.MappingNode):
        fields = _mapping(node, name)
        if unknown := set(fields) - {"text", "metadata"}:
            key = min(unknown)
            raise DataError(f"{name}:{_line(fields[key])}: unknown key '{key}' in an example; use text and metadata")
        node = fields.get("text", node)
    if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
        raise DataError(f"{name}:{_line(node)}: this is no example; write '- ' and a text, or '- text: ' and a text")
    return " ".join(node.value.split()), f"{name}:{_line(node)}"


def _mapping(node: yaml.Node | None, name: str) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        where = f"{name}:{_line(node)}" if node else f"{name}:1"
        raise DataError(f"{where}: keys and values were expected here, such as 'nlu:' or 'intent: greet'")
    found: dict[str, yaml.Node] = {}
    for key, value in node.value:
        word = str(key.value)
        if word in found:
            raise DataError(f"{name}:{_line(key)}: the key '{word}' stands twice here; join what stands under the two")
        found[word] = value
    return found


def _pattern(text: str, origin: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise DataError(f"{origin}: the regex '{text}' does not compile: {error}") from None
    return text


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1

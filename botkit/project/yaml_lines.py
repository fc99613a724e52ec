"""YAML that remembers the line of every key and item, so that an error can name it.

It is read more strictly than YAML 1.1: the words yes, no, on and off are text, and so are 0191, 12:30 and 2026-11-02.
Duplicate keys, aliases and tags are errors.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from botkit.domain.errors import ConfigError

KeyPath = tuple[str | int, ...]
"""The path to a value: keys of mappings and positions in lists, outermost first."""

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class YamlFile:
    """The content of a YAML file: plain `data` (mappings, lists, scalars), and the `lines` of every key and item."""

    name: str
    data: Any
    lines: Mapping[KeyPath, int]

    def place(self, path: KeyPath) -> str:
        """Return the place of `path` ("bot.yaml:14"), or of the nearest thing around it that is in the file."""
        line = self.lines.get(self.written(path), 1)
        return f"{self.name}:{line}" if self.lines else self.name

    def written(self, path: KeyPath) -> KeyPath:
        """Return the part of `path` that is in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return path

    def error(self, path: KeyPath, problem: str) -> ConfigError:
        return ConfigError(f"{self.place(path)}: {problem}")


def read(path: Path) -> YamlFile:
    """Read the file; an empty one is an empty mapping. Raises ConfigError with the line of the mistake."""
    text = _text(path)
    loader = _Loader(text)
    lines: dict[KeyPath, int] = {}
    try:
        node = loader.get_single_node()
        data = {} if node is None else _plain(node, (), lines, loader)
    except yaml.MarkedYAMLError as error:
        raise ConfigError(f"{path.name}:{_described(error)}") from None
    except RecursionError:
        raise ConfigError(f"{path.name}: is nested too deeply to be read; flatten it") from None
    if not isinstance(data, dict):
        raise ConfigError(f"{path.name}:1: must be a mapping of keys to values, not {shown(data)}")
    return YamlFile(path.name, data, lines)


def validate(model: type[Model], source: YamlFile, context: Mapping[str, Any] | None = None) -> Model:
    """Validate the file as `model`. Raises ConfigError with the line of the first mistake."""
    try:
        return model.model_validate(source.data, context=dict(context or {}))
    except ValidationError as error:
        errors = error.errors()
        # a list of wrong items is also reported as too short: only the innermost errors say what to fix
        inner = [one for one in errors if not any(_inside(other["loc"], one["loc"]) for other in errors)]
        details = min(inner, key=lambda one: source.lines.get(source.written(one["loc"]), 0))
    raise source.error(details["loc"], _problem(details, source, model))


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return a hint to append to a message: "; did you mean 'retrieval'?", or ""."""
    close = difflib.get_close_matches(word, sorted(known), n=1)
    return f"; did you mean '{close[0]}'?" if close else ""


def shown(value: object) -> str:
    """Format a value for a message."""
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case str():
            return repr(value if len(value) <= 40 else value[:39] + "…")
        case dict():
            return "a mapping"
        case list() | tuple():
            return "a list"
        case _:
            return str(value)


class _Loader(yaml.SafeLoader):
    """A loader that resolves scalars by the JSON-like rules of YAML 1.2 and refuses aliases."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 - PyYAML adds to the class's own

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="aliases (*name) are not read; write the value out", problem_mark=mark)
        return super().compose_node(parent, index)


_TAG = "tag:yaml.org,2002:"
_SCALARS = {
    "null": (r"~|null|Null|NULL|", "~nN"),
    "bool": (r"true|True|TRUE|false|False|FALSE", "tTfF"),
    "int": (r"[-+]?(0|[1-9][0-9]*)", "-+0123456789"),
    "float": (r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+([eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)", "-+0123456789"),
}
for _kind, (_pattern, _first) in _SCALARS.items():
    _starts = [*_first, ""] if _kind == "null" else list(_first)
    _Loader.add_implicit_resolver(_TAG + _kind, re.compile(rf"^(?:{_pattern})$"), _starts)


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path.name}: cannot be read ({error.strerror}); looked at {path}") from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path.name}:{line}: is not UTF-8 text; save the file as UTF-8") from None
    for position, character in enumerate(text):
        if not character.isprintable() and yaml.SafeLoader.NON_PRINTABLE.match(character):
            line = text.count("\n", 0, position) + 1
            raise ConfigError(f"{path.name}:{line}: holds the control character U+{ord(character):04X}; remove it")
    return text


def _plain(node: yaml.Node, path: KeyPath, lines: dict[KeyPath, int], loader: _Loader) -> Any:
    """Return the node as plain data, recording the line of everything in `lines`."""
    lines.setdefault(path, _line(node))
    match node:
        case yaml.MappingNode() if node.tag == _TAG + "map":
            mapping: dict[str, Any] = {}
            for key, value in node.value:
                if not isinstance(key, yaml.ScalarNode):
                    raise _at(key, "a key must be a word, not a list or a mapping")
                if key.value in mapping:
                    first = lines[(*path, key.value)]
                    raise _at(key, f"the key '{key.value}' stands twice (first on line {first}); remove one")
                lines[(*path, key.value)] = _line(key)
                mapping[key.value] = _plain(value, (*path, key.value), lines, loader)
            return mapping
        case yaml.SequenceNode() if node.tag == _TAG + "seq":
            return [_plain(item, (*path, index), lines, loader) for index, item in enumerate(node.value)]
        case yaml.ScalarNode() if node.tag.removeprefix(_TAG) in {*_SCALARS, "str"}:
            try:
                return loader.construct_object(node)
            except (ValueError, KeyError):
                raise _at(node, f"{shown(node.value)} cannot be read as its tag or form says") from None
    raise _at(node, f"tags ({node.tag.replace(_TAG, '!!')}) are not read; write plain values")


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _at(node: yaml.Node, problem: str) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)


def _described(error: yaml.MarkedYAMLError) -> str:
    """Return the message after the file's name: the line and the mistake."""
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    if isinstance(error, yaml.scanner.ScannerError | yaml.parser.ParserError | yaml.composer.ComposerError):
        began = error.context_mark.line + 1 if error.context_mark else line
        context = (
            f" {error.context}" + (f" that begins on line {began}" if began != line else "") if error.context else ""
        )
        remedy = "; indent with spaces" if "'\\t'" in (error.problem or "") else ""
        return f"{line}: is not valid YAML:{context}{',' if context else ''} {error.problem}{remedy}"
    return f"{line}: {error.problem}"


_WANTED = {
    "int": "a whole number",
    "float": "a number",
    "string": "text",
    "bool": "true or false",
    "model": "a mapping of keys to values",
    "dict": "a mapping of keys to values",
    "list": "a list",
    "tuple": "a list",
}
_BOUNDS = {
    "greater_than_equal": ("at least", "ge"),
    "greater_than": ("more than", "gt"),
    "less_than_equal": ("at most", "le"),
    "less_than": ("less than", "lt"),
}


def _problem(details: ErrorDetails, source: YamlFile, model: type[BaseModel]) -> str:
    """Reword a pydantic error."""
    kind, location, value, context = details["type"], details["loc"], details["input"], details.get("ctx", {})
    if kind == "extra_forbidden":
        hint = suggestion(str(location[-1]), _fields(model, location[:-1]))
        return f"unknown key '{location[-1]}' in {_section(location[:-1])}{hint}"
    if kind == "missing":
        return f"the key '{location[-1]}' is missing in {_section(location[:-1])}; add it"
    name = f"'{dotted(source.written(location))}'" if source.written(location) else "the file"
    if kind == "value_error":
        return f"{name} {context['error']}"
    if kind == "literal_error":
        options = re.findall(r"'([^']*)'", str(context["expected"]))
        return f"{name} must be {context['expected']}, not {shown(value)}{suggestion(str(value), options)}"
    if kind in _BOUNDS:
        words, bound = _BOUNDS[kind]
        return f"{name} must be {words} {context[bound]:g}, not {shown(value)}"
    if kind in {"too_short", "string_too_short"}:
        return f"{name} must not be empty"
    wanted = _WANTED.get(kind.split("_")[0])
    if wanted is None:
        return f"{name}: {details['msg'][:1].lower()}{details['msg'][1:]}, not {shown(value)}"
    quote = "; put it in quotes" if wanted == "text" and isinstance(value, int | float) else ""
    return f"{name} must be {wanted}, not {shown(value)}{quote}"


def dotted(path: KeyPath) -> str:
    """Format a path for messages: `forms.report.slots[0].ask`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


def _inside(path: KeyPath, outer: KeyPath) -> bool:
    return len(path) > len(outer) and path[: len(outer)] == outer


def _section(path: KeyPath) -> str:
    return f"'{dotted(path)}'" if path else "the top level"


def _fields(model: type[BaseModel], path: KeyPath) -> list[str]:
    """Return the keys that the model knows at `path`."""
    kind: Any = model
    for part in path:
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            fields = {field.alias or name: field for name, field in kind.model_fields.items()}
            kind = fields[str(part)].annotation
        else:
            kind = _inner(kind, mapping=isinstance(part, str))
        while get_origin(kind) is not None and type(None) in get_args(kind):  # `X | None` is treated as X
            kind = next(option for option in get_args(kind) if option is not type(None))
    return (
        [field.alias or name for name, field in kind.model_fields.items()]
        if isinstance(kind, type) and issubclass(kind, BaseModel)
        else []
    )


def _inner(kind: Any, *, mapping: bool) -> Any:
    """Return the type of the items of a mapping or list type."""
    arguments = get_args(kind)
    return (arguments[-1] if mapping else arguments[0]) if arguments else kind

"""The import table of docs/architecture.md, and what is never done anywhere, checked on the syntax tree."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("botkit", "connectors", "intents")

CONTRACTS = {
    "botkit.types",
    "botkit.accounts",
    "botkit.archive",
    "botkit.hand_off",
    "botkit.protocols",
    "botkit.errors",
    "intents.types",
}
ANYTHING = {"botkit", "intents"}
PUBLIC_NAMES = {"botkit:names"}
"""`from botkit import Name`, where Name is no module of botkit."""

MAY_IMPORT: dict[str, set[str]] = {
    "intents": set(),
    "botkit.errors": set(),
    "botkit.accounts": set(),
    "botkit.archive": set(),
    "botkit.hand_off": {"botkit.errors"},
    "botkit.types": {"botkit.hand_off", "botkit.errors", "intents.types"},
    "botkit.protocols": {
        "botkit.types",
        "botkit.accounts",
        "botkit.archive",
        "botkit.hand_off",
        "botkit.errors",
        "intents.types",
    },
    "botkit.dialogue": CONTRACTS,
    "botkit.languages": CONTRACTS,
    "botkit.retrieval": CONTRACTS,
    "botkit.generation": CONTRACTS,
    "botkit.state": CONTRACTS,
    "botkit.weights": CONTRACTS,
    "botkit.engine": CONTRACTS,
    "botkit.runtime": CONTRACTS,
    "botkit.actions": CONTRACTS,
    "botkit.artifact": CONTRACTS,
    "botkit.layout": CONTRACTS,
    "botkit.yaml_lines": CONTRACTS,
    "botkit.mood": CONTRACTS,
    "botkit.questions": CONTRACTS,
    "botkit.runnable": CONTRACTS,
    "botkit.scaffold": CONTRACTS,
    "botkit.speech": CONTRACTS,
    "botkit": set(),
    "botkit.__main__": ANYTHING,
    "botkit.build": ANYTHING,
    "botkit.learning": ANYTHING,
    "botkit.checking": ANYTHING,
    "botkit.project": ANYTHING,
    "botkit.reading": ANYTHING,
    "botkit.squad": ANYTHING,
    "botkit.writing": ANYTHING,
    "botkit.watching": ANYTHING,
    "botkit.cli": ANYTHING,
    "botkit.config": ANYTHING,
    "botkit.discovery": ANYTHING,
    "botkit.evaluation": ANYTHING,
    "botkit.serving": ANYTHING,
    "botkit.settings": ANYTHING,
    "botkit.suggestions": ANYTHING,
    "botkit.testing": ANYTHING,
    "botkit.training_data": ANYTHING,
    "botkit.importing": ANYTHING,
    "connectors": CONTRACTS | PUBLIC_NAMES,
}
"""What each room may import besides itself and other distributions."""

PICKLES = {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
TALKERS = {"botkit.cli", "botkit.__main__"}


def module_name(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
MODULES = {module_name(file) for file in FILES} | MAY_IMPORT.keys()


def room(module: str) -> str | None:
    """The room of the table that a module lies in: the longest name that it starts with, a room's exact name."""
    if module == "botkit":
        return "botkit"
    parts = module.split(".")
    names = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((name for name in names if name in MAY_IMPORT and name != "botkit"), None)


def imports(tree: ast.AST, module: str, *, package: bool) -> Iterator[tuple[int, str]]:
    """Every module that is imported, wherever in the file and however it is written, by its full name."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name) for alias in names)
            case ast.ImportFrom(module=target, names=names, level=level):
                origin = ".".join([*_above(module, level, package=package), *(target or "").split(".")]).strip(".")
                for alias in names:
                    whole = f"{origin}.{alias.name}"
                    yield (
                        node.lineno,
                        whole if whole in MODULES else f"{origin}:names" if origin == "botkit" else origin,
                    )
            case ast.Call(func=ast.Attribute(attr="import_module") | ast.Name(id="import_module" | "__import__")):
                match node.args:
                    case [ast.Constant(value=str(target)), *_]:
                        yield node.lineno, target
                    case _:
                        yield node.lineno, "botkit"  # a computed name may be anything


def _above(module: str, level: int, *, package: bool) -> list[str]:
    if not level:
        return []
    parts = module.split(".")
    drop = level - 1 if package else level
    return parts[: len(parts) - drop]


def breaches(source: str, module: str, *, package: bool = False) -> list[str]:
    """What a module imports against the table."""
    mine = room(module)
    if mine is None:
        return [
            f"{module} is in no room of the import table; add it there, in docs/architecture.md and in CONTRIBUTING.md"
        ]
    allowed = MAY_IMPORT[mine]
    found = []
    for line, target in imports(ast.parse(source), module, package=package):
        name = target.removesuffix(":names")
        if name.split(".")[0] not in PACKAGES:
            continue
        inside = room(name) == mine and not target.endswith(":names")
        anything = allowed is ANYTHING and name.split(".")[0] in ANYTHING
        if not (inside or anything or target in allowed):
            found.append(f"{module}:{line} imports {target}")
    return found


def forbidden(source: str, module: str) -> list[str]:
    """What is never done: code run from data, pickles, and printing where a program may not want it."""
    found = []
    for node in ast.walk(ast.parse(source)):
        what = None
        match node:
            case ast.Import(names=names) if {alias.name.split(".")[0] for alias in names} & PICKLES:
                what = "imports a pickle module"
            case ast.ImportFrom(module=str(target), level=0) if target.split(".")[0] in PICKLES:
                what = "imports a pickle module"
            case ast.keyword(arg="trust_remote_code" | "allow_pickle", value=value) if not _is(value, False):
                what = f"sets {node.arg}"
            case ast.keyword(arg="weights_only", value=value) if not _is(value, True):
                what = "loads a pickle"
            case ast.Call(func=ast.Name(id="eval" | "exec" | "compile" as name)):
                what = f"calls {name}"
            case ast.Call(func=ast.Attribute(value=ast.Name(id="torch"), attr="load" | "save")):
                what = "reads or writes a pickle with torch"
            case ast.Call(func=ast.Name(id="print")) if module not in TALKERS:
                what = "prints"
        if what:
            found.append(f"{module}:{getattr(node, 'lineno', '?')} {what}")
    return found


def _is(node: ast.expr, constant: bool) -> bool:
    return isinstance(node, ast.Constant) and node.value is constant


@pytest.mark.parametrize("file", FILES, ids=module_name)
def test_a_module_imports_only_what_its_room_may(file: Path) -> None:
    assert breaches(file.read_text(), module_name(file), package=file.name == "__init__.py") == []


@pytest.mark.parametrize("file", FILES, ids=module_name)
def test_a_module_does_nothing_that_is_never_done(file: Path) -> None:
    assert forbidden(file.read_text(), module_name(file)) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("botkit.dialogue.policy", "import botkit.retrieval"),
        ("botkit.dialogue.policy", "from botkit import retrieval"),
        ("botkit.dialogue.policy", "from botkit import errors, retrieval"),
        ("botkit.dialogue.policy", "from botkit.retrieval import Index"),
        ("botkit.dialogue.policy", "from botkit.retrieval.index import Index"),
        ("botkit.dialogue.policy", "from .. import retrieval"),
        ("botkit.dialogue.policy", "from ..retrieval import Index"),
        ("botkit.dialogue.policy", "def late():\n    from botkit.retrieval import Index"),
        ("botkit.dialogue.policy", "if TYPE_CHECKING:\n    import botkit.state"),
        ("botkit.dialogue.policy", "import importlib\nimportlib.import_module('botkit.state')"),
        ("botkit.dialogue.policy", "import importlib\nimportlib.import_module(name)"),
        ("botkit.dialogue.policy", "__import__('botkit.state')"),
        ("botkit.dialogue.policy", "import botkit"),
        ("botkit.dialogue.policy", "from intents import NluModel"),
        ("botkit.dialogue.policy", "from botkit.artifact import open_sealed"),
        ("botkit.engine", "from botkit.dialogue import Policy"),
        ("botkit.runtime.worker", "from botkit.state import SqlStore"),
        ("botkit.runtime.worker", "from botkit import engine"),
        ("botkit.weights.hub", "from botkit.config import load"),
        ("botkit.layout", "from botkit.config import load"),
        ("botkit.errors", "from botkit.types import Message"),
        ("botkit.types", "from botkit.protocols import Store"),
        ("botkit.types", "from intents import Understanding"),
        ("intents.model", "from botkit.types import Message"),
        ("intents.model", "from botkit.errors import BotkitError"),
        ("connectors.web", "from botkit.runtime import Runtime"),
        ("connectors.web", "from botkit import runtime"),
        ("connectors.web", "import botkit.build"),
        ("connectors.web", "from intents.model import NluModel"),
        ("botkit.build", "from connectors.web import connect"),
        ("botkit.cli", "import connectors"),
        ("botkit.newroom", "import json"),
        ("botkit.types_of_cards", "import json"),
    ],
)
def test_a_breach_of_the_table_is_noticed(module: str, source: str) -> None:
    assert breaches(source, module) != []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("botkit.dialogue.policy", "from botkit.types import Decision\nfrom intents.types import Understanding"),
        ("botkit.dialogue.policy", "from botkit import types"),
        ("botkit.dialogue.policy", "from botkit.dialogue.form import Form\nfrom . import form\nfrom .form import Form"),
        ("botkit.dialogue.policy", "from ..types import Decision"),
        ("botkit.dialogue.policy", "import yaml, json"),
        ("botkit.build", "from botkit.dialogue import Policy\nfrom intents import NluModel\nimport botkit.state"),
        ("botkit.protocols", "from botkit.types import Message"),
        ("connectors.web", "from botkit import Message\nfrom botkit.protocols import Service\nfrom . import page"),
        ("intents.model", "from intents.types import Understanding\nfrom .types import Slot"),
    ],
)
def test_what_the_table_allows_is_no_breach(module: str, source: str) -> None:
    assert breaches(source, module) == []


def test_a_package_resolves_its_relative_imports_from_itself() -> None:
    assert breaches("from .policy import Policy", "botkit.dialogue", package=True) == []
    assert breaches("from ..retrieval import Index", "botkit.dialogue", package=True) != []


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from pickle import loads",
        "import joblib.memory",
        "AutoModel.from_pretrained(name, trust_remote_code=True)",
        "AutoModel.from_pretrained(name, trust_remote_code=trusted)",
        "numpy.load(file, allow_pickle=True)",
        "torch.load(file)",
        "torch.save(model, file)",
        "other.load(file, weights_only=False)",
        "eval('1 + 1')",
        "def late():\n    exec(source)",
        "print('hello')",
    ],
)
def test_what_is_never_done_is_noticed(source: str) -> None:
    assert forbidden(source, "botkit.state.store") != []


def test_the_nearest_harmless_things_are_let_through() -> None:
    harmless = "model.eval()\nconsole.print('hello')\nre.compile('x')\nfrom_pretrained(name, trust_remote_code=False)"

    assert forbidden(harmless, "botkit.state.store") == []
    assert forbidden("print('hello')", "botkit.cli") == []

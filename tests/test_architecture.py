"""The import table of docs/architecture.md, and what is never done anywhere, checked on the syntax tree."""

import ast
from pathlib import Path

import pytest

from tests import ROOT
from tests.rooms import PACKAGES, PAGE, files, imports, module_name, with_drawing

VALUES = {"botkit.domain", "botkit.text", "intents.types"}
PARTS = {
    "botkit.dialogue",
    "botkit.knowledge",
    "botkit.answering",
    "botkit.models",
    "botkit.actions",
    "botkit.store",
}
FOLDER = VALUES | PARTS | {"intents"}
ASSEMBLY = FOLDER | {"botkit.project", "botkit.turn", "botkit.runtime"}
WORKSHOPS = {"botkit.training", "botkit.evaluation", "botkit.operations"}
PUBLIC_NAMES = {"botkit:names"}
"""`from botkit import Name`, where Name is no module of botkit."""

MAY_IMPORT: dict[str, set[str]] = {
    "intents": set(),
    "botkit": {"botkit.assembly", "botkit.domain", "botkit.project"},
    "botkit.domain": {"intents.types"},
    "botkit.text": {"intents.types", "intents.values"},
    **dict.fromkeys(PARTS, VALUES),
    "botkit.turn": VALUES,
    "botkit.runtime": VALUES,
    "botkit.project": FOLDER,
    "botkit.assembly": ASSEMBLY,
    **dict.fromkeys(WORKSHOPS, ASSEMBLY | {"botkit.assembly"}),
    "botkit.app": ASSEMBLY | {"botkit.assembly"} | WORKSHOPS | PUBLIC_NAMES,
    "botkit.__main__": {"botkit.app"},
    "botkit.testing": VALUES | {"botkit.actions"},
    "connectors": {"botkit.domain", "intents.types"} | PUBLIC_NAMES,
}
"""What each room may import besides itself and other distributions."""

PICKLES = {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
TALKERS = {"botkit.app.cli", "botkit.__main__"}


FILES = files()
MODULES = {module_name(file) for file in FILES} | MAY_IMPORT.keys()


def room(module: str) -> str | None:
    """The room of the table that a module lies in: the longest name that it starts with, a room's exact name."""
    if module == "botkit":
        return "botkit"
    parts = module.split(".")
    names = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((name for name in names if name in MAY_IMPORT and name != "botkit"), None)


def breaches(source: str, module: str, *, package: bool = False) -> list[str]:
    """What a module imports against the table."""
    mine = room(module)
    if mine is None:
        return [
            f"{module} is in no room of the import table; add it there, in docs/architecture.md and in CONTRIBUTING.md"
        ]
    allowed = MAY_IMPORT[mine]

    def covered(name: str) -> bool:
        """Whether the table allows the module: by its name, or by that of a room or package that it lies in."""
        parts = name.split(".")
        return any(".".join(parts[:length]) in allowed for length in range(1, len(parts) + 1))

    found = []
    for line, target in imports(ast.parse(source), module, MODULES, package=package):
        name = target.removesuffix(":names")
        if name.split(".")[0] not in PACKAGES:
            continue
        inside = room(name) == mine and not target.endswith(":names")
        if not (inside or target in allowed or (covered(name) and not target.endswith(":names"))):
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
        ("botkit.dialogue.policy", "import botkit.knowledge"),
        ("botkit.dialogue.policy", "from botkit import knowledge"),
        ("botkit.dialogue.policy", "from botkit import domain, knowledge"),
        ("botkit.dialogue.policy", "from botkit.knowledge import Index"),
        ("botkit.dialogue.policy", "from botkit.knowledge.index.index import Index"),
        ("botkit.dialogue.policy", "from .. import knowledge"),
        ("botkit.dialogue.policy", "from ..knowledge import Index"),
        ("botkit.dialogue.policy", "def late():\n    from botkit.knowledge import Index"),
        ("botkit.dialogue.policy", "if TYPE_CHECKING:\n    import botkit.store"),
        ("botkit.dialogue.policy", "import importlib\nimportlib.import_module('botkit.store')"),
        ("botkit.dialogue.policy", "import importlib\nimportlib.import_module(name)"),
        ("botkit.dialogue.policy", "__import__('botkit.store')"),
        ("botkit.dialogue.policy", "import botkit"),
        ("botkit.dialogue.policy", "from botkit import open_runtime"),
        ("botkit.dialogue.policy", "from intents import NluModel"),
        ("botkit.dialogue.policy", "from intents.values import read_slots"),
        ("botkit.dialogue.policy", "from botkit.project.artifact import open_sealed"),
        ("botkit.turn.engine", "from botkit.dialogue import Policy"),
        ("botkit.runtime.worker", "from botkit.store import SqlStore"),
        ("botkit.runtime.worker", "from botkit import turn"),
        ("botkit.models.weights.hub", "from botkit.project.folder import load"),
        ("botkit.answering.select.selector", "from botkit.models.sentence_encoder import SentenceEncoder"),
        ("botkit.domain.errors", "from botkit.text.sentences import split"),
        ("botkit.domain.message", "from botkit.store import SqlStore"),
        ("botkit.domain.message", "from intents import Understanding"),
        ("botkit.text.facts", "from botkit.domain import Message"),
        ("botkit.project.folder", "from botkit.assembly import open_engine"),
        ("botkit.assembly.engine", "from botkit.training import build_index"),
        ("botkit.operations.index_watcher", "from botkit.training import build_index"),
        ("botkit.evaluation.report", "from botkit.app.check import check"),
        ("intents.model", "from botkit.domain import Message"),
        ("intents.model", "from botkit.domain.errors import BotkitError"),
        ("connectors.web", "from botkit.runtime import Runtime"),
        ("connectors.web", "from botkit import runtime"),
        ("connectors.web", "import botkit.assembly"),
        ("connectors.web", "from intents.model import NluModel"),
        ("botkit.assembly", "from connectors.web import connect"),
        ("botkit.app.cli", "import connectors"),
        ("botkit.newroom", "import json"),
        ("botkit.domains", "import json"),
    ],
)
def test_a_breach_of_the_table_is_noticed(module: str, source: str) -> None:
    assert breaches(source, module) != []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("botkit.dialogue.policy", "from botkit.domain import Decision\nfrom intents.types import Understanding"),
        ("botkit.dialogue.policy", "from botkit import domain"),
        ("botkit.dialogue.policy", "from botkit.dialogue.form import Form\nfrom . import form\nfrom .form import Form"),
        ("botkit.dialogue.policy", "from ..domain import Decision"),
        ("botkit.dialogue.policy", "from botkit.text.sentences import split_sentences"),
        ("botkit.dialogue.policy", "import yaml, json"),
        ("botkit.assembly", "from botkit.dialogue import Policy\nfrom intents import NluModel\nimport botkit.store"),
        ("botkit.domain.ports.nlu", "from botkit.domain.message import Message"),
        ("botkit.app.cli", "from botkit.training import build_index\nfrom botkit import __version__"),
        ("connectors.web", "from botkit import Message\nfrom botkit.domain.ports import Service\nfrom . import page"),
        ("intents.model", "from intents.types import Understanding\nfrom .types import Slot"),
    ],
)
def test_what_the_table_allows_is_no_breach(module: str, source: str) -> None:
    assert breaches(source, module) == []


def test_a_package_resolves_its_relative_imports_from_itself() -> None:
    assert breaches("from .policy import Policy", "botkit.dialogue", package=True) == []
    assert breaches("from ..knowledge import Index", "botkit.dialogue", package=True) != []


def test_the_drawing_of_the_rooms_is_current() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert page == with_drawing(page), "run: python -m tests.rooms"


def test_there_is_no_loose_module_in_the_house() -> None:
    assert {file.name for file in (ROOT / "botkit").glob("*.py")} == {"__init__.py", "__main__.py"}


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
    assert forbidden(source, "botkit.store.sql_store") != []


def test_the_nearest_harmless_things_are_let_through() -> None:
    harmless = "model.eval()\nconsole.print('hello')\nre.compile('x')\nfrom_pretrained(name, trust_remote_code=False)"

    assert forbidden(harmless, "botkit.store.sql_store") == []
    assert forbidden("print('hello')", "botkit.app.cli") == []

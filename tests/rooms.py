"""The rooms of the house and the arrows between them, read from the imports.

`python -m tests.rooms` draws them into docs/architecture.md, between its two marks; a test holds the drawing current.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests import ROOT

PACKAGES = ("botkit", "connectors", "intents")
PAGE = ROOT / "docs" / "architecture.md"
BEGIN = "<!-- rooms: made by `python -m tests.rooms` -->\n"
END = "<!-- end of rooms -->"
FLOORS = (
    ("app",),
    ("training", "evaluation", "operations"),
    ("assembly",),
    ("project",),
    ("turn", "runtime"),
    ("dialogue", "knowledge", "answering", "models", "actions", "store"),
    ("text", "domain"),
)
"""The rooms of `botkit`, from the top floor down; `testing` stands beside them."""


def module_name(file: Path) -> str:
    """Return the dotted name of the module in `file`."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(tree: ast.AST, module: str, modules: set[str], *, package: bool) -> Iterator[tuple[int, str]]:
    """Yield every module that is imported, with its line, wherever in the file and however it is written.

    A name that `botkit` itself exports is given as "botkit:names".
    """
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name) for alias in names)
            case ast.ImportFrom(module=target, names=names, level=level):
                origin = ".".join([*_above(module, level, package=package), *(target or "").split(".")]).strip(".")
                for alias in names:
                    whole = f"{origin}.{alias.name}"
                    named = f"{origin}:names" if origin == "botkit" else origin
                    yield node.lineno, whole if whole in modules else named
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
    return parts[: len(parts) - (level - 1 if package else level)]


def files() -> list[Path]:
    """Return every module of the three packages."""
    return sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))


def arrows() -> Counter[tuple[str, str]]:
    """Return how many imports lead from one room to another: rooms of `botkit`, `intents` and `connectors`."""
    modules = {module_name(file) for file in files()}
    found: Counter[tuple[str, str]] = Counter()
    for file in files():
        mine = module_name(file)
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for _, target in imports(tree, mine, modules, package=file.name == "__init__.py"):
            pair = (_room(mine), _room(target.removesuffix(":names")))
            if all(pair) and pair[0] != pair[1]:
                found[pair] += 1
    return found


def _room(module: str) -> str:
    parts = module.split(".")
    if parts[0] == "botkit" and len(parts) > 1 and parts[1] not in {"testing", "__main__"}:
        return parts[1]
    return parts[0] if parts[0] in {"connectors", "intents"} else ""


def drawing() -> str:
    """Return the rooms as a Mermaid flow chart: floors from top to bottom, an arrow for each import that crosses rooms.

    Arrows to `domain` and `text`, where nearly every room has one, are left out, and those from `app`, which has one to
    each.
    """
    lines = ["```mermaid", "flowchart TD"]
    for number, rooms in enumerate(FLOORS):
        lines += [f'  subgraph floor{len(FLOORS) - number}[" "]', *(f"    {room}" for room in rooms), "  end"]
    lines += ["  connectors", "  intents"]
    lines += [
        f"  {origin} --> {target}"
        for origin, target in sorted(arrows())
        if target not in {"domain", "text"} and origin != "app"
    ]
    return "\n".join([*lines, "```"]) + "\n"


def with_drawing(page: str) -> str:
    """Return the page with the drawing between its marks as it is now."""
    before, _, rest = page.partition(BEGIN)
    return before + BEGIN + drawing() + END + rest.partition(END)[2]


if __name__ == "__main__":
    PAGE.write_text(with_drawing(PAGE.read_text(encoding="utf-8")), encoding="utf-8")

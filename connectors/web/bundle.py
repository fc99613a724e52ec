"""The widget's modules as the one file that a browser loads.

The sources are plain ES modules and style sheets. Joining them needs no build: each module is put behind those that it
imports, and what only people read (comments, indentation) is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from importlib.resources.abc import Traversable

from rcssmin import cssmin
from rjsmin import jsmin

IMPORT = re.compile(r'^import \{[^}]+\} from "\./([\w-]+\.js)";\n', re.MULTILINE)
"""The one form of import that a module may have: by name, from a file beside it."""

Modules = Mapping[str, str]
"""The text of each module by its name."""


def modules_of(folder: Traversable) -> dict[str, str]:
    """Return the modules in the folder."""
    return {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir() if file.name.endswith(".js")}


def bundle(modules: Modules, entry: str, marks: Mapping[str, object]) -> str:
    """Bundle the module `entry` with all that it imports; a string `"@mark@"` in them becomes the value of that mark.

    Names at the top level have to differ between the modules.
    """
    *inner, outer = (IMPORT.sub("", modules[name]) for name in order(modules, entry))
    text = "\n".join((*(re.sub(r"^export ", "", module, flags=re.MULTILINE) for module in inner), outer))
    return marked(str(jsmin(text)), marks)


def marked(text: str, marks: Mapping[str, object]) -> str:
    """Put the values of the marks in their places in the text."""
    for mark, value in marks.items():
        text = text.replace(f'"@{mark}@"', json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    return text


def choice_of(name: str, *parts: str) -> str:
    """Make a module with a list of that name: of each of the modules `parts`, what it exports under its own name."""
    imports = "".join(f'import {{ {part} }} from "./{part}.js";\n' for part in parts)
    return f"{imports}\nexport const {name} = [{', '.join(parts)}];\n"


def styles(folder: Traversable, *names: str) -> str:
    """Join style sheets into one."""
    return str(cssmin("\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in names)))


def order(modules: Modules, entry: str) -> Iterator[str]:
    """Yield the names of the modules, each behind those that it imports."""
    known: set[str] = set()

    def visit(name: str) -> Iterator[str]:
        if name not in known:
            known.add(name)
            for imported in IMPORT.findall(modules[name]):
                yield from visit(imported)
            yield name

    yield from visit(entry)

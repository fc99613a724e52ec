"""The widget's modules as the one file that a browser loads.

The sources are plain ES modules and style sheets. Joining them needs no build: each module is put behind those that it
imports, and what only people read (comments, indentation) is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources.abc import Traversable

from rcssmin import cssmin
from rjsmin import jsmin

IMPORT = re.compile(r'^import \{[^}]+\} from "\./([\w-]+\.js)";\n', re.MULTILINE)
"""The one form of import that a module may have: by name, from a file beside it."""


def bundle(folder: Traversable, entry: str, marks: dict[str, object]) -> str:
    """The module `entry` with all that it imports; a string `"@mark@"` in them becomes the value of that mark.

    Names at the top level have to differ between the modules.
    """
    *inner, outer = (IMPORT.sub("", folder.joinpath(name).read_text(encoding="utf-8")) for name in order(folder, entry))
    text = "\n".join((*(re.sub(r"^export ", "", module, flags=re.MULTILINE) for module in inner), outer))
    for mark, value in marks.items():
        text = text.replace(f'"@{mark}@"', json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    return str(jsmin(text))


def styles(folder: Traversable, *names: str) -> str:
    """Style sheets as one."""
    return str(cssmin("\n".join(folder.joinpath(name).read_text(encoding="utf-8") for name in names)))


def order(folder: Traversable, entry: str) -> Iterator[str]:
    """The names of the modules, each behind those that it imports."""
    known: set[str] = set()

    def visit(name: str) -> Iterator[str]:
        if name not in known:
            known.add(name)
            for imported in IMPORT.findall(folder.joinpath(name).read_text(encoding="utf-8")):
                yield from visit(imported)
            yield name

    yield from visit(entry)

"""docs/bot-folder.md has every option of bot.yaml, with its default."""

import re
from collections.abc import Iterator
from typing import Any, get_args, get_origin

import pytest
import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from botkit.project.settings import Settings
from connectors.slack.settings import SlackSettings
from connectors.web.settings import WebSettings
from tests import ROOT

PAGE = ROOT / "docs" / "bot-folder.md"
HEAD = "| key | type | default | meaning |"
CONNECTORS = "connectors"
"""It has no row, but rows for what stands below it."""


def rows() -> dict[str, str]:
    """The options in the tables on bot.yaml, each with its default as the page words it."""
    about_bot_yaml = PAGE.read_text().partition("\n## bot.yaml\n")[2].partition("\n## dialogue.yml\n")[0]
    tables = [part.partition("\n\n")[0] for part in about_bot_yaml.split(HEAD)[1:]]
    cells = [line.split(" | ") for table in tables for line in table.splitlines() if line.startswith("| `")]
    return {name: cell[2] for cell in cells for name in re.findall(r"`([^`]+)`", cell[0])}


def options(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Every key of the model by its full name; of a section its keys, unless the page has a row for all of it."""
    for name, field in model.model_fields.items():
        parts = [
            kind
            for kind in (field.annotation, *get_args(field.annotation))
            if isinstance(kind, type) and issubclass(kind, BaseModel)
        ]
        if parts and prefix + name not in ROWS:
            each = "LANGUAGE." if get_origin(field.annotation) is dict else ""
            yield from options(parts[0], f"{prefix}{name}.{each}")
        else:
            yield prefix + name, field


def default_of(field: FieldInfo) -> Any:
    """As YAML would give it."""
    default = None if field.is_required() else field.get_default(call_default_factory=True)
    return list(default) if isinstance(default, tuple) else default


ROWS = rows()
OPTIONS = {
    **dict(options(Settings)),
    **dict(options(WebSettings, "connectors.web.")),
    **dict(options(SlackSettings, "connectors.slack.")),
}


def test_every_option_has_a_row() -> None:
    assert OPTIONS.keys() - ROWS.keys() == {CONNECTORS}


def test_every_row_is_an_option() -> None:
    assert ROWS.keys() - OPTIONS.keys() == {"connectors.staff"}  # it is there, or not


@pytest.mark.parametrize("name", sorted(OPTIONS.keys() - {CONNECTORS}))
def test_the_default_is_what_the_row_says(name: str) -> None:
    said, default = ROWS[name], default_of(OPTIONS[name])
    if said.startswith("`"):
        assert yaml.safe_load(said.strip("`")) == default
    else:  # in words: "none", "the folder's name"
        assert default in (None, {})

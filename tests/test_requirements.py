"""What `make` installs is locked: by version and hash, and all that pyproject.toml asks for."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests import ROOT

FOLDER = ROOT / "requirements"
LOCKED = re.compile(r"(?m)^(\S+)==(\S+)(.*(?:\n    --hash=sha256:[0-9a-f]{64}(?: \\)?)*)")


@cache
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def locked(name: str) -> dict[str, list[str]]:
    """The versions that the file pins of each package; more than one where Python's version decides."""
    pins: dict[str, list[str]] = {}
    for package, version, _ in LOCKED.findall((FOLDER / name).read_text(encoding="utf-8")):
        pins.setdefault(package, []).append(version)
    return pins


def unlocked(wanted: list[str], name: str) -> list[str]:
    """The requirements that the file does not fulfil; torch is installed apart."""
    asked = [Requirement(each) for each in wanted]
    return [
        str(each)
        for each in asked
        if each.name != "torch"
        and not any(map(each.specifier.contains, locked(name).get(canonicalize_name(each.name), [])))
    ]


def test_everything_that_a_bot_needs_is_locked() -> None:
    extra = project()["project"]["optional-dependencies"]["gguf"]
    wanted = [*project()["project"]["dependencies"], *extra, *project()["build-system"]["requires"]]

    assert unlocked(wanted, "run.txt") == [], "run: make lock"


def test_everything_that_the_tests_need_is_locked() -> None:
    extras = project()["project"]["optional-dependencies"].values()
    wanted = [*project()["dependency-groups"]["dev"], *(each for extra in extras for each in extra)]

    assert unlocked(wanted, "test.txt") == [], "run: make lock"


def test_the_tests_run_on_the_versions_that_a_bot_runs_on() -> None:
    assert {
        name: versions for name, versions in locked("run.txt").items() if locked("test.txt").get(name) != versions
    } == {}


@pytest.mark.parametrize("name", ["run.txt", "test.txt"])
def test_a_package_comes_with_its_hashes_from_no_index_in_particular(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")

    assert [package for package, _, hashes in LOCKED.findall(text) if "--hash" not in hashes] == []
    assert "://" not in text


@pytest.mark.parametrize("name", ["run.txt", "test.txt"])
def test_no_build_of_torch_is_chosen(name: str) -> None:
    assert not [package for package in locked(name) if re.match(r"torch|nvidia|cuda|triton", package)]


def test_torch_is_locked_as_it_is_installed() -> None:
    installed = re.search(r"(?m)^torch==(\S+)$", (ROOT / "constraints.txt").read_text(encoding="utf-8"))
    assumed = tomllib.loads((FOLDER / "uv.toml").read_text(encoding="utf-8"))["dependency-metadata"]

    assert installed is not None
    assert [(each["name"], each["version"]) for each in assumed] == [("torch", installed[1])]

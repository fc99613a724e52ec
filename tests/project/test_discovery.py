import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from botkit.domain.errors import ConfigError, MissingExtra
from botkit.project.discovery import connector, connectors
from tests import ROOT

Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Installs a package that announces a connector, as pip would lay it out."""
    site = tmp_path / "site"
    monkeypatch.syspath_prepend(str(site))

    def write(package: str, entry: str, **modules: str) -> None:
        info = site / f"{package}-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[botkit.connectors]\n{entry}\n")
        for module, source in modules.items():
            (site / f"{module}.py").write_text(source)
            monkeypatch.delitem(sys.modules, module, raising=False)

    return write


def test_an_outsiders_connector_enters_by_the_same_door(install: Install) -> None:
    install("botkit-pigeon", "pigeon = pigeon_post:connect", pigeon_post="def connect(title, settings, service): ...")

    assert "pigeon" in connectors()
    assert connector("pigeon").__module__ == "pigeon_post"


def test_an_unknown_name_is_refused_with_the_nearest_and_all_known_ones(install: Install) -> None:
    install("botkit-pigeon", "pigeon = pigeon_post:connect")

    with pytest.raises(ConfigError, match=r"unknown connector 'pidgeon'; did you mean 'pigeon'\? \(known: .*pigeon"):
        connector("pidgeon")


def test_nothing_near_makes_no_guess(install: Install) -> None:
    install("botkit-pigeon", "pigeon = pigeon_post:connect")

    with pytest.raises(ConfigError, match=r"unknown connector 'telex' \(known: "):
        connector("telex")


def test_a_missing_extra_of_botkit_becomes_the_command_that_installs_it(install: Install) -> None:
    install("botkit", "pigeon = pigeon_post:connect [pigeon]", pigeon_post="import carrier_pigeons_sdk")

    with pytest.raises(MissingExtra, match=r"the connector 'pigeon' needs .* run: pip install .*\[pigeon\]'"):
        connector("pigeon")


def test_a_missing_extra_of_another_package_names_that_package(install: Install) -> None:
    install("botkit-pigeon", "pigeon = pigeon_post:connect [birds]", pigeon_post="import carrier_pigeons_sdk")

    with pytest.raises(ConfigError, match=r"cannot be imported .*run: pip install 'botkit-pigeon\[birds\]'"):
        connector("pigeon")


def test_a_missing_module_is_named(install: Install) -> None:
    install("botkit-pigeon", "pigeon = pigeon_post:connect", pigeon_post="import carrier_pigeons_sdk")

    with pytest.raises(ConfigError, match=r"No module named 'carrier_pigeons_sdk'.*pip install 'carrier_pigeons_sdk'"):
        connector("pigeon")


def test_an_entry_point_that_names_nothing_is_said_to_be_broken(install: Install) -> None:
    install("botkit-pigeon", "pigeon = pigeon_post:conect", pigeon_post="def connect(): ...")

    with pytest.raises(ConfigError, match="'pigeon' of botkit-pigeon is broken: there is no pigeon_post:conect"):
        connector("pigeon")


def test_our_own_connectors_are_announced_like_everybody_elses() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert set(project["entry-points"]["botkit.connectors"]) == {"console", "slack", "staff", "web"}

import json
import subprocess
import sys
import time

import pytest

from tests import ROOT

HEAVY = {
    "alembic",
    "bm25s",
    "faiss",
    "fastapi",
    "huggingface_hub",
    "langchain_core",
    "numpy",
    "sentence_transformers",
    "slack_bolt",
    "sqlalchemy",
    "starlette",
    "torch",
    "transformers",
    "uvicorn",
    "xllamacpp",
}

HELP = "import runpy, sys; sys.argv = ['botkit', '--help']; runpy.run_module('botkit', run_name='__main__')"
BARE_HELP = """
import sys, typer, rich
app = typer.Typer()
@app.command()
def only(): pass
sys.argv = ["bare", "--help"]
app()
"""


def modules_after(program: str) -> set[str]:
    """The top-level modules that are loaded when the program has ended."""
    watched = f"""
import atexit, json, sys
atexit.register(lambda: print("\\n" + json.dumps(sorted({{name.partition(".")[0] for name in sys.modules}}))))
{program}
"""
    ended = subprocess.run([sys.executable, "-c", watched], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(json.loads(ended.stdout.splitlines()[-1]))


def seconds(program: str) -> float:
    """The shortest of five runs: what the program takes where nothing else is in its way."""
    took = []
    for _ in range(5):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True)
        took.append(time.perf_counter() - start)
    return min(took)


@pytest.mark.parametrize("program", ["import botkit", HELP], ids=["import botkit", "botkit --help"])
def test_nothing_heavy_is_imported(program: str) -> None:
    loaded = modules_after(program)

    assert "botkit" in loaded
    assert loaded & HEAVY == set()


def test_what_is_loaded_is_seen_by_this_test() -> None:
    assert "numpy" in modules_after("import numpy")


def test_import_botkit_takes_under_three_tenths_of_a_second() -> None:
    assert seconds("import botkit") < max(0.3, 3 * seconds("pass"))


def test_help_takes_under_three_tenths_of_a_second() -> None:
    """On a machine that is too slow or too busy for that, not much more than any program of Typer takes there."""
    assert seconds(HELP) < max(0.3, 1.6 * seconds(BARE_HELP))

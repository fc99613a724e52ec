# What people run. Everything is installed into .venv; what is built goes to .botkit.

PYTHON ?= python3
BOT := config/banking
PORT ?= 8000
BIN := .venv/bin

.PHONY: help setup demo test check bench lock clean

help:
	@echo "make demo    install, fetch the weights, train the bank's bot, talk to it, serve it on port $(PORT)"
	@echo "make test    install what the tests need, and run them"
	@echo "make check   ruff and mypy"
	@echo "make bench   measure"
	@echo "make lock    write anew what is installed, after a change of the dependencies"
	@echo "make clean   delete what was installed and built"

setup: .venv/.installed

demo: setup
	$(BIN)/botkit models pull --for $(BOT)
	$(BIN)/botkit train $(BOT)
	$(BIN)/botkit chat $(BOT) < $(BOT)/demo.txt
	$(BIN)/botkit serve $(BOT) --port $(PORT)

test: .venv/.tested
	$(BIN)/python -m pytest

check: .venv/.tested
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: .venv/.tested
	$(BIN)/python -m benchmarks

clean:
	rm -rf .venv .botkit

# Installed is what the lock files hold, and nothing else: by its hash, with no package choosing another. torch stands in
# none of them, as its builds for a CPU and for a GPU differ; its version is in constraints.txt. The upgraded pip comes
# first, alone: pip must not be replaced while it installs others.
LOCKED := $(BIN)/python -m pip install --no-deps --require-hashes --requirement

.venv/.installed: pyproject.toml constraints.txt requirements/run.txt
	$(PYTHON) -m venv .venv
	sed -n '/^pip==/,/[^\\]$$/p' requirements/run.txt | $(LOCKED) /dev/stdin
	$(LOCKED) requirements/run.txt
	$(BIN)/python -m pip install --constraint constraints.txt torch
	$(BIN)/python -m pip install --no-deps --no-build-isolation --editable .
	$(BIN)/python -m pip check
	touch $@

.venv/.tested: .venv/.installed requirements/test.txt
	$(LOCKED) requirements/test.txt
	$(BIN)/python -m pip check
	touch $@

# What is pinned stays as it is where it still fits; `make lock UPGRADE=--upgrade` takes the newest versions of all.
COMPILE = $(BIN)/uv pip compile $(UPGRADE) --quiet --config-file requirements/uv.toml --universal --python-version 3.11 \
	--generate-hashes --no-emit-package torch --constraints constraints.txt --custom-compile-command 'make lock' \
	pyproject.toml --group build

lock: .venv/.installed
	$(BIN)/python -m pip install --quiet --group lock
	$(COMPILE) --group dev --all-extras --output-file requirements/test.txt
	$(COMPILE) --extra gguf --constraints requirements/test.txt --output-file requirements/run.txt

# What people run. Everything is installed into .venv; what is built goes to .botkit.

PYTHON ?= python3
BOT := config/banking
PORT ?= 8000
BIN := .venv/bin

.PHONY: help setup demo test check bench clean

help:
	@echo "make demo    install, fetch the weights, train the bank's bot, talk to it, serve it on port $(PORT)"
	@echo "make test    install what the tests need, and run them"
	@echo "make check   ruff and mypy"
	@echo "make bench   measure"
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

# An upgraded pip: the one that comes with Python 3.11 does not know --group.
.venv/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --constraint constraints.txt --editable '.[gguf]'
	touch $@

.venv/.tested: .venv/.installed
	$(BIN)/python -m pip install --constraint constraints.txt --group dev
	touch $@

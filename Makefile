# Everything runs in a virtual environment of its own; nothing outside this folder is changed.
PYTHON ?= python3
EXTRAS ?= dev
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test test-all lint engines-table clean
.DELETE_ON_ERROR:

demo: $(READY)  ## Publish the seed article in ten languages, then draft a second one
	@BIN=$(BIN) sh tests/demo.sh

test: $(READY)  ## The tests that need nothing but Python
	$(BIN)/pytest -m "not slow" -n 2

test-all: lint test  ## Also those that need a browser, gettext, validators, or minutes
	$(BIN)/pytest -m slow -n 2

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

engines-table: $(READY)  ## Measure the engines that are here for the table in README.md; NTREX=FOLDER for news
	$(BIN)/python tests/benchmarks/engines_table.py $(if $(NTREX),--ntrex $(NTREX))

clean:
	rm -rf build dist $(VENV)

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[$(EXTRAS)]'
	@touch $@

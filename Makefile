# Two commands for everyone: `make run` shows the app, `make test` runs the whole suite.
# Both set up everything they need in .venv first, and only when it has changed.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test build bench lint clean

run: $(VENV)/run.stamp
	$(BIN)/python -m spegel serve

test: $(VENV)/test.stamp
	$(BIN)/python -m spegel check

build: $(VENV)/run.stamp
	$(BIN)/python -m spegel build

bench: $(VENV)/test.stamp
	$(BIN)/python -m pytest --bench tests/bench -s -p no:randomly

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/lint-imports

clean:
	rm -rf $(VENV) data/warehouse

$(VENV)/run.stamp: pyproject.toml requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable .
	touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable ".[test]"
	touch $@

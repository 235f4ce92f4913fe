# make site   builds the sample site in content/ into site/
# make test   runs the tests
# make bench  measures builds and the development server against other tools: bench/README.md
# make words  brings what code and templates say into the catalogues, for translators
# Both need nothing but Python 3.11 or newer: they make their own environment in .venv first.

PYTHON ?= python3
VENV ?= .venv
JOBS ?= 2
BIN := $(VENV)/bin
READY := $(VENV)/.briefgen-ready

.PHONY: site test test-deep lint words bench clean

site: $(READY)
	$(BIN)/briefgen build

test: $(READY)
	$(BIN)/python -m pytest -n $(JOBS)

test-deep: $(READY)
	BRIEFGEN_TEST=deep $(BIN)/python -m pytest -n $(JOBS) -m "deep or not deep"

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/mypy

words: $(READY)
	$(BIN)/python tests/words.py

bench: $(READY)
	-$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,bench]'
	$(BIN)/python -m bench --doc docs/performance.md $(BENCH)

clean:
	rm -rf .venv dist .briefgen .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find briefgen tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

# `make run`: the dashboard on what is loaded, or on the invented sample. `make test`: everything that .ci/run checks.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test lint bench simulate screenshots clean

run: $(VENV)/run
	$(BIN)/python -m streamlit run app.py

test: $(VENV)/dev lint
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/dev
	$(BIN)/python -m benchmarks.bench_load
	$(BIN)/python -m benchmarks.bench_questions
	$(BIN)/python -m benchmarks.bench_pages

simulate: $(VENV)/dev
	$(BIN)/python -m benchmarks.simulate_verdicts
	$(BIN)/python -m benchmarks.simulate_expectation
	$(BIN)/python -m benchmarks.simulate_hotspots

screenshots: $(VENV)/dev
	$(BIN)/python -m tests.browser.screenshots

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/run: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/dev: requirements.txt requirements-dev.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

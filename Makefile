.DEFAULT_GOAL := help
.PHONY: help install run dev test lint e2e evaluate benchmarks screenshots clean

VENV := .venv
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export REFLEX_TELEMETRY_ENABLED := false
export REFLEX_CHECK_LATEST_VERSION := false

help: ## Say what can be made
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | column -t -s '	'

$(VENV)/.installed: requirements.txt tools/install.sh
	@tools/install.sh requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@tools/install.sh requirements-dev.txt
	@touch $@

install: $(VENV)/.installed ## Make .venv and install into it; does nothing when nothing changed

run: install ## Start EmoMusic and print its address
	@python -m emomusic run

dev: install ## Start EmoMusic with reload on change
	@python -m emomusic run --dev

lint: $(VENV)/.installed-dev ## Ruff, import-linter and mypy
	ruff check .
	ruff format --check .
	lint-imports
	mypy

test: lint ## Linters, then unit, integration and end-to-end tests
	python -m pytest tests

e2e: $(VENV)/.installed-dev ## Only the tests in a browser
	python -m pytest tests/e2e

evaluate: $(VENV)/.installed-dev ## The figures of a model that was trained here, and the long tests
	python -m emomusic evaluate
	python -m pytest -m long tests

benchmarks: $(VENV)/.installed-dev ## Every benchmark; each prints a table and a line of JSON
	@for script in benchmarks/[a-z]*.py; do echo "== $$script"; python $$script || exit 1; done

screenshots: $(VENV)/.installed-dev ## Take docs/screenshots/ anew
	python -m tools.screenshots docs/screenshots

clean: ## Remove what was built; data/ and .venv stay
	rm -rf .web .states .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

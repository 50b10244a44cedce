# SPDX-FileCopyrightText: 2026 Baken contributors
# SPDX-License-Identifier: EUPL-1.2

# Works with GNU make 3.81 (macOS) and newer. Nothing is needed but Python 3.11 or newer.

CITY ?= scheveningen
PYTHON ?=
BAKEN_CHROMIUM ?=
PYTEST_ARGS ?=

BIN := .venv/bin
SET_UP := PYTHON="$(PYTHON)" BAKEN_CHROMIUM="$(BAKEN_CHROMIUM)" sh tools/set_up.sh
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" npm

.DEFAULT_GOAL := help
.PHONY: help demo test check audit setup format hooks screenshot wheel clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

demo: ## see a city live in your browser (CITY=auckland shows real counts)
	@$(SET_UP) --for-demo
	@$(BIN)/baken demo "$(CITY)" || [ $$? -eq 130 ]

test: setup ## every test: Python, browser and front end
	@BAKEN_CHROMIUM="$$(cat .tools/browser)" $(BIN)/pytest -n auto $(PYTEST_ARGS)
	@$(NPM) --prefix web run test --if-present

check: setup ## style, types, layers, licences, links and the API document
	@sh tools/check.sh

setup: ## make the environment (.venv), the front end and find a browser
	@$(SET_UP) --browser

format: setup ## let ruff and Biome put the code in form
	@$(BIN)/ruff check --fix-only --quiet
	@$(BIN)/ruff format --quiet
	@$(NPM) --prefix web run format --if-present

hooks: setup ## run the quick checks before each commit
	@$(BIN)/pre-commit install

audit: setup ## ask the advisory services about known vulnerabilities
	@$(BIN)/python tools/audit.py

screenshot: setup ## renew the picture in the README
	@$(BIN)/python tools/screenshot.py

wheel: setup ## build dist/*.whl, with the front end and the shipped cities in it
	@.tools/bin/uv build --quiet

clean: ## remove everything that was made
	@rm -rf .venv .tools dist web/node_modules web/dist src/baken/service/static
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis tools/api-lint/node_modules

PYTHON ?= python3
BIN := .venv/bin
SOURCES := agent catalog web scripts tests

.PHONY: demo test check bench install dev lock clean

demo:                ## a demo shop with its agent, at http://127.0.0.1:8080
	@$(PYTHON) scripts/setup.py --demo

test: dev            ## every test, those with the real model and a real browser included
	$(BIN)/python -m pytest -m "not alone" $(BESIDE) $(SAME)
	TRESEN_TEST_POSTGRES=own $(BIN)/python -m pytest -m "not alone and not slow and not browser" $(BESIDE) $(SAME) $(KEPT)
	$(BIN)/python -m pytest -m alone $(SAME)

# What keeps something in the database, once more on a PostgreSQL of the tests' own.
KEPT := $(wildcard $(foreach part,answer attending carts console_goods \
  console_messengers console_privacy console_questions console_reached counted database editing \
  fields handoff ingest items later mail orders postgresql privacy restock retention standing webhooks \
  webhooks_broken webhooks_forms webhooks_overheard webhooks_sending webhooks_talk,\
  tests/test_$(part).py))

# Each file in one process of two, in the order in which they are collected: those marked slow last.
BESIDE := --numprocesses 2 --dist loadfile --no-loadscope-reorder

# The same drawn examples in each run; without it, pytest draws new ones.
SAME := --hypothesis-profile=ci

check: dev           ## format, lint, strict types, the import contract
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: install       ## the engine's figures on this machine
	$(BIN)/tresen bench engine

install:
	@$(PYTHON) scripts/setup.py

dev:
	@$(PYTHON) scripts/setup.py --dev

lock: dev            ## both lock files, from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra demo --extra build --extra postgresql $(LOCK) -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra demo --extra build --extra postgresql --extra dev $(LOCK) -o requirements-dev.lock

LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet

clean:
	rm -rf .venv .tresen .tresen-demo .pytest_cache .mypy_cache .ruff_cache .hypothesis

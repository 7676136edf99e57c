# `make` lists what there is.
.DEFAULT_GOAL := help
SHELL := /bin/sh

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
OUT    ?= public
PORT   ?= 8000
TESTS  ?=
MUTANTS ?= --sample 2000
SCALES ?=

.PHONY: help
help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|' 2>/dev/null || sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1   \2/p' $(MAKEFILE_LIST)

# One environment, from the lock; made again when the lock or the project's own metadata changes.
$(READY): requirements/dev.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
	@touch $@

.PHONY: setup
setup: $(READY) ## make the environment in .venv

.PHONY: site
site: $(READY) ## build catalog/ into public/
	$(BIN)/chandlery build --catalog catalog --out $(OUT)

.PHONY: serve
serve: $(READY) ## build the working tree and show it at http://127.0.0.1:8000/
	$(BIN)/chandlery serve --catalog catalog --port $(PORT)

.PHONY: test
test: $(READY) ## run the tests
	$(BIN)/python -m pytest -q -n auto $(TESTS)

.PHONY: test-demo
test-demo: $(READY) ## run the demo plugins' own tests and the reference integrations' checks
	$(BIN)/python -m pytest -q -c tests/demo/pytest.ini tests/demo

.PHONY: interop
interop: $(READY) ## let the ecosystems' own clients install the demo marketplace, and Zensical render it (needs registries)
	PYTHONPATH=tests $(BIN)/python -m interop.prepare
	$(BIN)/python -m pytest -q -rA tests/interop

.PHONY: browser
browser: $(READY) ## look at every kind of page in Chromium: policy, axe, phone, keyboard; ask the Nu Html Checker
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/browser.lock
	-PYTHONPATH=tests $(BIN)/python -m interop.prepare --validator
	$(BIN)/python -m pytest -q -rs -n auto tests/browser $(TESTS)

.PHONY: contact-sheet
contact-sheet: $(READY) ## picture every kind of page, phone and desktop, light and dark
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/browser.lock
	PYTHONPATH=tests $(BIN)/python -m browser.contact_sheet

.PHONY: mutants
mutants: $(READY) ## put small faults into rules and dialects: do the tests notice?
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/mutation.lock
	$(BIN)/python tests/mutation/run.py $(MUTANTS)

.PHONY: benchmarks
benchmarks: $(READY) ## time builds, the commands, the index, the search and the pages beside others (SCALES=--large: the large ones)
	$(BIN)/python tests/benchmarks/build.py $(SCALES)
	$(BIN)/python tests/benchmarks/check.py
	$(BIN)/python tests/benchmarks/index.py $(SCALES)
	$(BIN)/python tests/benchmarks/search.py
	$(BIN)/python tests/benchmarks/history.py
	$(BIN)/python tests/benchmarks/pages.py $(SCALES)

.PHONY: lint
lint: $(READY) ## style, types, layers, and the workflows that others copy
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/zizmor --offline --pedantic --quiet --no-progress generator/chandlery/starter/.github generator/action

.PHONY: format
format: $(READY) ## rewrite the code in the project's style
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

.PHONY: lock
lock: $(READY) ## pin the dependencies again
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --group dev --extra site --extra s3 --extra dask --upgrade pyproject.toml --output-file requirements/dev.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --extra site --constraint requirements/dev.lock pyproject.toml --output-file requirements/site.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --group mutation --constraint requirements/dev.lock pyproject.toml --output-file requirements/mutation.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --group browser --constraint requirements/dev.lock pyproject.toml --output-file requirements/browser.lock
	$(BIN)/uv pip compile --universal --python-version 3.12 --generate-hashes --no-header --no-emit-index-url --group pyproject.toml:interop --output-file requirements/interop.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --extra zensical --constraint requirements/dev.lock pyproject.toml --output-file requirements/zensical.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --group pyproject.toml:benchmark --output-file requirements/benchmark.lock
	PYTHONPATH=tests $(BIN)/python -m interop.prepare --lock

.PHONY: clean
clean: ## remove what was built
	rm -rf $(OUT) .cache

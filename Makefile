# `make dist` and `make test` need nothing but make, git and a Python with venv: they set up the rest.
# PYTHON=python3.12 chooses the interpreter, ARGS=… is handed to the command behind dist, test and bench.

BIN := .venv/bin
ifeq ($(shell uname),Darwin)
# Only Homebrew's own Python looks there unasked; set in each line, as the system's shell drops it.
RUN := DYLD_FALLBACK_LIBRARY_PATH="$$(brew --prefix 2>/dev/null)/lib:/usr/local/lib:/usr/lib"
endif
ifdef PYTHON
export PYTHON
endif

.DEFAULT_GOAL := help
.PHONY: help setup dist test fuzz laws spoilt soak mutants coverage bench docs lint format lock wheel clean distclean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

setup: ## get everything the others need: libraries, fonts, Python packages
	@sh setup.sh

dist: setup ## make the books of pipeline.yaml in dist/
	$(RUN) $(BIN)/chongpai build $(ARGS)

test: setup ## run the tests; names at the end what could not be checked here
	$(RUN) $(BIN)/pytest -n auto --dist loadfile $(ARGS)

fuzz: setup ## make up sources, spoil them, and see that the laws hold (ARGS="repair --runs 100000")
	$(RUN) $(BIN)/python -m tests.fuzz $(ARGS)

laws: setup ## run the property tests with many more examples (long)
	$(RUN) HYPOTHESIS_PROFILE=long $(BIN)/pytest -n auto -m hypothesis $(ARGS)

spoilt: setup ## give 500 spoilt PDF, DOCX and EPUB files each to the command: made, or refused in a line
	$(RUN) $(BIN)/python -m bench.spoilt $(ARGS)

soak: setup ## build, then serve ten people, for 20 minutes each; memory must not grow (ARGS="--minutes 5")
	$(RUN) $(BIN)/python -m bench.soak $(ARGS)
	$(RUN) $(BIN)/python -m bench.crowd $(ARGS)

mutants: setup ## change the code in 500 small ways; the tests must notice three quarters (long)
	$(RUN) $(BIN)/python -m bench.mutants $(ARGS)

coverage: setup ## run the tests and list the lines they do not reach; 95 % must be (long)
	rm -f .coverage .coverage.*
	$(RUN) $(BIN)/coverage run -m pytest -n auto --dist loadfile $(ARGS)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --fail-under=95

bench: setup ## measure accuracy, typography and speed
	$(RUN) $(BIN)/python -m bench $(ARGS)

docs: setup ## make the pages of the documentation in build/site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet $(ARGS)

lint: setup ## check style, formatting, types and the lock file
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict pipeline
	$(BIN)/python -m pip check
	$(BIN)/pytest tests/test_setup.py -k lock

format: setup ## put the code into its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet
lock: setup ## pin the packages of pyproject.toml in requirements.lock (ARGS=--upgrade for newer ones)
	$(COMPILE) pyproject.toml --group dev --output-file requirements.lock $(ARGS)
	$(COMPILE) --group fuzz --output-file fuzz.lock $(ARGS)

wheel: setup ## build the source archive and the wheel in build/, and check both
	rm -f build/chongpai-*
	$(BIN)/python -m build --no-isolation --outdir build
	$(BIN)/twine check --strict build/chongpai-*

clean: ## remove what was made, but not .venv
	rm -rf dist build .chongpai .coverage .coverage.* .pytest_cache .hypothesis .mypy_cache .ruff_cache
	find . -name .venv -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## remove .venv and what npm installed too
	rm -rf .venv node_modules

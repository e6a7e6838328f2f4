# Every path is relative, so that the checkout may lie under a name with a space.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input
LOCK := build/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
	$(UPGRADE) pyproject.toml requirements/build.in

.PHONY: help demo test env lint format agreement examples evidence bench lock clean
.NOTPARALLEL:

help:
	@echo "make demo    the main job: naltrexone, 50 mg a day, a thousand virtual people, one report"
	@echo "make test    linters, type checks and tests"
	@echo "make env     .venv with everything for development"
	@echo "make lint    linters and type checks alone"
	@echo "make format  put the code in its form"
	@echo "make agreement   judge all observations again, and write docs/agreement* and docs/cards"
	@echo "make examples    run the examples again, and write docs/examples.md with its figures"
	@echo "make evidence    review all studies again, and write docs/evidence"
	@echo "make bench   the benchmarks"
	@echo "make lock    renew requirements/*.txt (UPGRADE=--upgrade for newer versions)"
	@echo "make clean   remove what was made here, the environment too"

demo: .venv/run.stamp
	@mkdir -p build
	$(BIN)/neurodose dossier naltrexone --dose "50 mg every 24 h x 28" --people 1000 --seed 7 --output build/naltrexone.html
	@echo "The report: $$PWD/build/naltrexone.html"

test: lint
	@mkdir -p build
	$(BIN)/python -m pytest -n auto --maxprocesses 8 -rs --junitxml=build/tests.xml

env: .venv/dev.stamp

lint: .venv/dev.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/pyright
	$(BIN)/lint-imports

format: .venv/dev.stamp
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

agreement: .venv/run.stamp
	$(BIN)/neurodose validate --all --output docs
	$(BIN)/neurodose card --output docs/cards

examples: .venv/run.stamp
	$(BIN)/python -m examples

evidence: .venv/run.stamp
	$(BIN)/neurodose evidence --all --output docs/evidence

bench: .venv/dev.stamp
	$(BIN)/python -m benchmarks

lock:
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip --quiet --disable-pip-version-check install uv
	$(LOCK) --output-file requirements/run.txt
	$(LOCK) --extra dev --constraints requirements/run.txt --output-file requirements/dev.txt

clean:
	rm -rf .venv build

# An environment knows its own place by heart: one that was copied or moved would run the code it came from.
ifneq ($(shell cat .venv/place 2>/dev/null),$(shell pwd -P))
.venv/run.stamp .venv/dev.stamp: elsewhere
endif
.PHONY: elsewhere
elsewhere:
	@rm -rf .venv

# $(call install,LOCK): the locked wheels, nothing else, and then the package itself where it stands.
define install
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "neurodose needs Python 3.11 or later: make PYTHON=...")'
	$(PYTHON) -m venv .venv
	@pwd -P > .venv/place
	$(PIP) install --require-hashes --only-binary :all: --requirement $(1)
	$(PIP) install --no-index --no-deps --no-build-isolation --editable .
endef

.venv/run.stamp: requirements/run.txt pyproject.toml
	$(call install,requirements/run.txt)
	@touch $@

# The development lock holds the other one, so both are done.
.venv/dev.stamp: requirements/dev.txt pyproject.toml
	$(call install,requirements/dev.txt)
	@touch .venv/run.stamp $@

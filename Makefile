# Everything people do with this checkout. `make` alone prints the list.
# Debian's own Python first: PyInstaller needs the shared library that belongs to it. Another one: make PYTHON=python3.12 …
PYTHON ?= $(firstword $(wildcard /usr/bin/python3) python3)
VENV ?= .venv
PY = $(VENV)/bin/python
ROOMS = counter_app ui card_reader offline_queue sandbox
CODE = $(wildcard $(ROOMS) tests bench scripts)
# More than there are cores: most of a test's time is waiting. T= runs in this process, where a debugger can be reached.
WORKERS ?= $(if $(T),0,6)
# In a fresh checkout: the tests' bytecode, made once on all cores, where else each worker would make all of it.
BYTECODE = $(if $(or $(T),$(wildcard tests/__pycache__/conftest.*-pytest-*)),:,find tests -name 'test_*.py' | xargs -P 2 -n 160 $(PY) -m pytest --collect-only -qq >/dev/null 2>&1 || true)
MEASURES = $(sort $(basename $(notdir $(wildcard bench/[a-z]*.py))))

# Where it is set, every start of the program compiles it anew: the tests start it some hundred times.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help env run tour screens test check bench peers soak build lock format interface clean

help: ## print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

env: ## install the missing system packages and build the environment (VENV=folder, default .venv)
	@scripts/system_packages.sh
	@$(PYTHON) scripts/environment.py $(VENV)

run: env ## start the program in training mode; without a display do the tour
	@scripts/run.sh $(PY)

tour: env ## drive real windows through the main job, every failure and page; pictures and slips go to build/tour
	@scripts/run.sh --tour $(PY)

screens: env ## every page in three type sizes and themes on contact sheets, in build/screens; S='--looks 200-dark' some
	@scripts/with_display.sh --screen 1920x1080 $(PY) -m tests.screens $(S)

test: env ## run the tests on X servers of their own; T='tests/house -k lock' runs some of them, in one process
	@$(BYTECODE)
	@scripts/with_display.sh --screen 1920x1080 $(PY) scripts/run_tests.py $(WORKERS) -m "not soak" $(T)

check: env ## lint, format, types, direction of imports, house rules: everything that needs no running program
	$(PY) -m ruff check $(CODE)
	$(PY) -m ruff format --check $(CODE)
	$(PY) -m mypy $(addprefix -p ,$(ROOMS))
	$(PY) -m mypy scripts/*.py
	$(VENV)/bin/lint-imports --no-logo
	$(PY) scripts/house_rules.py

bench: env ## measure, and print the figures (bench/README.md says what they mean)
	@test -n "$(MEASURES)" || { echo "bench/ holds nothing to measure"; exit 1; }
	@set -e; for measure in $(MEASURES); do echo "== $$measure"; scripts/with_display.sh $(PY) -m bench.$$measure; done

peers: env ## install the queues of others that bench/queue.py measures beside ours, into build/peers (bench/peers.lock)
	rm -rf build/peers
	$(PY) -m pip install -qq --require-hashes --no-deps --only-binary :all: --target build/peers -r bench/peers.lock

soak: env ## run the long tests that `make test` leaves out, and print what they counted
	@scripts/with_display.sh --screen 1920x1080 $(PY) -m pytest -m soak --timeout 0 -rP $(T)

build: env ## make the program that is handed out, in dist/
	$(PY) -m PyInstaller --noconfirm --distpath dist --workpath build/pyinstaller build.spec

lock: env ## write requirements.lock anew from pyproject.toml and constraints.txt (UPGRADE=--upgrade: newest versions)
	@$(PYTHON) scripts/lock.py $(UPGRADE)

format: env ## let ruff format the code and sort its imports
	$(PY) -m ruff format $(CODE)
	$(PY) -m ruff check --fix $(CODE)

interface: env ## write docs/interface.md anew from the declarations of the transactions
	$(PY) scripts/interface_page.py

clean: ## remove what was built and cached; the environment stays
	rm -rf build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +

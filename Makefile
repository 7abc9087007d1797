# The commands of this project; each works on a bare machine with python3 (3.11 or newer), pip and make.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin

.PHONY: demo test test-faults coverage mutation lint types contracts check bench docs man capture clean

$(VENV)/.demo: pyproject.toml .ci/constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "csmail needs Python 3.11 or newer"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "no venv: on Debian, apt install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c .ci/constraints.txt -e '.[demo]'
	@touch $@

$(VENV)/.dev: pyproject.toml .ci/constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "csmail needs Python 3.11 or newer"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "no venv: on Debian, apt install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c .ci/constraints.txt -e '.[dev]'
	@touch $@ $(VENV)/.demo

demo: $(VENV)/.demo          ## the whole flow in one minute, no account needed
	$(BIN)/csmail demo

# Many tests wait for a server that keeps them waiting: one process more than there are cores. Many run the command in
# a process of its own: what is compiled is kept, where it changes nothing in the tree.
test: $(VENV)/.dev           ## everything this machine can run
	PYTHONDONTWRITEBYTECODE= PYTHONPYCACHEPREFIX=$(abspath $(VENV))/pycache \
	$(BIN)/python -m pytest -n $$(($$(getconf _NPROCESSORS_ONLN) + 1)) --dist worksteal

test-faults: $(VENV)/.dev    ## every fault with its full count, for the night
	CSMAIL_FAULTS=all HYPOTHESIS_PROFILE=nightly $(BIN)/python -m pytest -n auto -m '' tests/faults tests/unit/mail

coverage: $(VENV)/.dev       ## lines that tests reach, in processes of their own too; fails under 95 %
	rm -rf .coverage && mkdir .coverage
	$(BIN)/python -m coverage run -m pytest -n auto
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage report --show-missing --fail-under=0 | awk 'NR <= 2 || /^TOTAL/ || $$4 + 0 < 90'
	@echo "in all, per cent:" && $(BIN)/python -m coverage report --format=total

mutation: $(VENV)/.dev       ## what tests notice of slips in the code, MODULES="csmail/outbox/worker.py ..." or all that are measured
	$(BIN)/python -m tests.mutation $(MODULES)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

contracts: $(VENV)/.dev
	$(BIN)/lint-imports

check: test lint types contracts

bench: $(VENV)/.dev          ## prints ratios; needs dovecot for the tagging figures
	$(BIN)/python -m tests.bench

docs: $(VENV)/.dev           ## writes into docs/ what is made from the program: rules reference, counts, mutation scores
	$(BIN)/python -m tests.docs

capture: $(VENV)/.demo       ## writes what the demo prints into docs/demo.txt
	$(BIN)/python -m tests.capture

man: $(VENV)/.dev            ## man pages in both languages, made from the help, below build/man
	$(BIN)/python -m tests.man build/man

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache

# Every target does all its own set-up on a fresh Debian 12 or Raspberry Pi OS (deploy/setup.sh) and says what it does.
# What is done already costs nothing the second time.

SHELL := /bin/sh
BIN := .venv/bin
RUN := deploy/setup.sh run
DEV := deploy/setup.sh dev

# ruff reads neither setup.cfg nor a three-line pyproject.toml, so its settings stand here. Ignored, and why:
#   PLC0415 import inside a function: a station has no server parts, so the command line imports them only when asked
#   PLR0913 more than five parameters: the house counts positional ones only, and PLR0917 counts those
#   PLR0917 in tests: what a test takes are fixtures, given by name
#   PLR2004 number without a name: in tests the number is the expectation; elsewhere a name is asked for in review
RUFF := --isolated --line-length 120 --target-version py311
RULES := --select E,F,W,I,B,UP,SIM,C4,RET,PL,C90 --ignore PLC0415,PLR0913,PLR2004 \
    --config lint.mccabe.max-complexity=8 --config lint.pylint.max-positional-args=4 \
    --per-file-ignores 'tests/**:PLR0917'
SOURCES = $(wildcard broadcaster stations schedules web tests benchmarks)
PYTEST := $(BIN)/python -m pytest -q -o tmp_path_retention_policy=failed
LONG := journey or browser or slow
# Listens for milliseconds, so it has the machine to itself.
TIMED := tests/stations/test_player.py
# What takes minutes is begun first, so that no worker is left alone with it at the end.
LONGEST := tests/test_coverage.py tests/faults
# "make check" tries properties with the same few examples each time, "make test" with many new ones (tests/conftest.py).
SEARCH := --hypothesis-profile=thorough
# What quick tests write lies in memory, where there is room: their thousands of fsyncs then wait for no disk.
MEMORY := $(shell [ -w /dev/shm ] && [ $$(df -k --output=avail /dev/shm | tail -1) -gt 2000000 ] && echo /dev/shm)
# Compiled once and kept: otherwise every worker, and every program a test starts, compiles all modules again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run check test faults bench docs-screenshots format lock

help: ## say what the targets do
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 20

run: ## start the whole system: server, broker, three demo stations that sound; Ctrl-C stops it
	@$(RUN)
	@$(BIN)/broadcaster demo $(ARGS)

check: export TMPDIR := $(or $(MEMORY),$(TMPDIR),/tmp)
check: ## style, types, import contracts and every quick test
	@$(DEV)
	$(BIN)/ruff check $(RUFF) $(RULES) $(SOURCES)
	$(BIN)/ruff format --check $(RUFF) $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(PYTEST) -n 2 --dist worksteal -m 'not ($(LONG))'

test: check ## all that "check" does, then faults, browser and journeys with real sound
	$(PYTEST) $(SEARCH) -n 2 --dist worksteal -m '(slow or hypothesis) and not browser' \
	    $(LONGEST) tests/broadcaster tests/schedules tests/web $(filter-out $(LONGEST),$(wildcard tests/test_*.py))
	$(PYTEST) -n 2 --dist loadfile -m browser tests/web
	$(PYTEST) $(SEARCH) -n 2 --dist loadfile -m '$(LONG) or hypothesis' --ignore=$(TIMED) tests/stations
	$(PYTEST) $(SEARCH) -m '$(LONG) or hypothesis' $(TIMED)
	$(PYTEST) -m '$(LONG)' tests/journeys

faults: ## kill everything at random around alarms: TRIALS=2000 of them; SEED=n repeats one round
	@$(DEV)
	TRIALS=$(or $(TRIALS),2000) SEED=$(SEED) $(PYTEST) -n 2 tests/faults/test_alarms_killed.py

bench: ## measure the speed of the whole; writes benchmarks/latest.json
	@$(DEV)
	$(BIN)/python -m benchmarks

docs-screenshots: ## photograph the pages for README and docs
	@$(DEV)
	$(BIN)/python -m tests.screenshots docs/screenshots today-officer compose decide week stations as-run

format: ## put the code into the house's form
	@$(DEV)
	$(BIN)/ruff check --fix $(RUFF) $(RULES) $(SOURCES)
	$(BIN)/ruff format $(RUFF) $(SOURCES)

lock: ## take the newest versions of all Python packages into requirements.*.lock
	@$(DEV)
	deploy/lock.sh

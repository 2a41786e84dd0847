# The recipes of the project. Each one sets up what it needs; none needs another to be run first.
.DEFAULT_GOAL := help
.PHONY: help demo up down docs check test test-s3 model faults kerberos bench-dbt bench-freshness bench-landing bench-restart bench-site clean

PYTHON ?= python3
VENV := .venv
HYPERION := $(VENV)/bin/hyperion
SIZE ?= full

help: ## Show this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 17

demo: $(VENV)/ready ## Start the servers, publish, land, build, test and export (SIZE=small: a twentieth of the box office)
	$(HYPERION) demo --size $(SIZE)

up: $(VENV)/ready ## Start the servers
	$(HYPERION) up

down: $(VENV)/ready ## Stop the servers; what they stored stays
	$(HYPERION) down

docs: $(VENV)/ready ## Serve dbt's documentation with the lineage of tables and columns (the servers must be up)
	$(HYPERION) docs

check: $(VENV)/ready ## Lint, types, unit tests and conventions, of the site too; no servers
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/yamllint .
	$(VENV)/bin/shellcheck $$(git grep --untracked -lIE '^#!.*\b(ba)?sh$$')
	$(VENV)/bin/sqlfluff lint --processes 0 models analyses tests/singular
	$(VENV)/bin/pytest -n auto --dist loadfile tests/unit
	$(HYPERION) site check

test: check ## Run all tests on servers of their own
	$(VENV)/bin/pytest --verbose -n 2 --dist loadscope tests/end_to_end tests/s3 tests/planted tests/stack tests/landing tests/faults

test-s3: $(VENV)/ready ## Build all of the box office on an S3 of moto's, as on EMR, and compare with HDFS
	$(VENV)/bin/pytest --verbose --size full --durations 0 --durations-min 1 -rP tests/s3

model: $(VENV)/ready ## Explore 100,000 interleavings of the commit protocol (N=: another number)
	$(VENV)/bin/python -m tests.model.explore $(or $(N),100000)

faults: $(VENV)/ready ## Inject faults into landings until docs/faults.md is full (FAULT=part of a name, TRIALS=number)
	$(VENV)/bin/python -m tests.faults --fault '$(FAULT)' $(if $(TRIALS),--trials $(TRIALS))

kerberos: $(VENV)/kerberos ## Build the client for Kerberos (Debian: gcc, libkrb5-dev); its tests run with a KDC

bench-dbt: $(VENV)/ready ## Time dbt's builds, also of ten times the data, on servers of its own
	$(VENV)/bin/python -m benchmarks.dbt

bench-freshness: $(VENV)/ready ## Measure how soon a record is visible in Spark, on servers of its own
	$(VENV)/bin/python -m benchmarks.freshness

bench-landing: $(VENV)/ready ## Land 2 million events with both clients and with Spark, on servers of its own (N=: another number)
	$(VENV)/bin/python -m benchmarks.landing --events $(or $(N),2000000)

bench-restart: $(VENV)/ready ## Time landing's start after 1,000 commits and on 100,000 files (the servers must be up)
	$(VENV)/bin/python -m benchmarks.restart --commits 1000 --files 1000
	$(VENV)/bin/python -m benchmarks.restart --commits 1000 --files 100000

bench-site: $(VENV)/ready ## Measure the built site in Chromium: bytes, first chart, Lighthouse (RUNS=: of each page)
	$(VENV)/bin/python -m benchmarks.site --runs $(or $(RUNS),5)

clean: ## Delete the environment and build output; the servers' data stay
	rm -rf $(VENV) target logs exports/out web/dist web/node_modules benchmarks/site/node_modules

# The environment is complete when the marker is newer than the lock; an interrupted install leaves no marker.
# An environment without pip is what Debian's Python without python3-venv leaves behind: it is made anew.
$(VENV)/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed; set PYTHON=..." if sys.version_info < (3, 11) else 0)'
	@$(VENV)/bin/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	$(VENV)/bin/python -m ingestion.compile_ahead
	@touch $@

# gssapi names its compiler as a dependency of its build; pip would take that without a checksum.
$(VENV)/kerberos: requirements-kerberos.lock requirements-kerberos-build.lock $(VENV)/ready
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-kerberos-build.lock
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --no-build-isolation -r requirements-kerberos.lock
	@touch $@

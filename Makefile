# The developer interface: make run, make dev, make check, make test.
.PHONY: run dev check test picture licences audit test-readers test-long score bench bench-taking bench-attainment format clean

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
ifdef DATA
export DUIBIAO_DATA := $(abspath $(DATA))
endif

run: $(VENV)/.runtime $(if $(DATA),,data/actuals/inbox)
	@$(BIN)/duibiao run

dev: $(VENV)/.runtime $(if $(DATA),,data/actuals/inbox)
	@$(BIN)/duibiao dev $(if $(PORT),--port $(PORT))

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: $(VENV)/.dev
	$(BIN)/pytest -n 2 --dist loadscope

# The published file in the DuckDB versions that BI tools still carry, each in a throw-away environment.
test-readers: $(VENV)/.dev
	$(BIN)/pytest -m readers tests/readers

# What takes minutes: many publications under readers, large inputs, 20,000 targets against the oracle.
test-long: $(VENV)/.dev
	$(BIN)/pytest -m long

# The house from its floors and imports: docs/images/house.svg.
picture: $(VENV)/.dev
	$(BIN)/python -m tests.architecture.picture

# The licences of what constraints.txt pins: docs/licences.md.
licences: $(VENV)/.dev
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev,ocr]'
	$(BIN)/python -m tests.dependencies.licences

# The pinned versions against the OSV advisories in the folder DUIBIAO_ADVISORIES; says so where there is none.
audit: $(VENV)/.dev
	@$(BIN)/python -m tests.dependencies.audit

# Extraction against the gold documents, where they are.
score: $(VENV)/.dev
	$(BIN)/python -m tests.score

# Extraction beside named rivals, then the taking of a large file beside pandas; see docs/benchmarks.md.
bench: $(VENV)/.dev bench-taking
	$(BIN)/python -m tests.bench

bench-taking: $(VENV)/.dev
	$(BIN)/python -m tests.bench.taking

# Attainment of 100,000 targets and ten million figures, a tenth, a hundredth; after one more file; beside pandas.
bench-attainment: $(VENV)/.dev
	$(BIN)/python -m tests.bench.attainment

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info

# The first run over the project's own data folder takes the sample figures; -p: they are not still being copied.
data/actuals/inbox:
	@mkdir -p $@
	@cp -Rp data/samples/. $@

$(VENV)/.runtime: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=…")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

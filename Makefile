# Policyscope. Works with GNU make 3.81 (macOS) and newer.

VENV    ?= .venv
PYTHON  ?=
PORT    ?= 8000
HOST    ?= 127.0.0.1
WORKERS ?= 2
# Tests of servers wait, for them and for time to pass: one more keeps the cores busy.
WAITING ?= $(shell expr $(WORKERS) + 1)

# Some shells and conda export HOST as the machine's name: from the environment only an address counts.
ifeq ($(origin HOST),environment)
ifeq ($(shell printf %s '$(HOST)' | grep -E '^([0-9.]+|[0-9a-f:]*:[0-9a-f:]*|localhost)$$'),)
HOST = 127.0.0.1
endif
endif

BIN    = $(VENV)/bin
PYTEST = $(BIN)/pytest -q
MATHS  = tests/problems tests/policies tests/gradients tests/runs

.PHONY: help run test warming check maths compiled wheel js browser reproduce format docs constraints image clean
.NOTPARALLEL:

help:
	@echo "make run      install what is needed and start the lab (PORT=$(PORT) HOST=$(HOST))"
	@echo "make test     install what tests need and run them all; parts: check js maths compiled wheel browser"
	@echo "make reproduce  run the published results at length and write docs/reproduction (minutes)"
	@echo "make format   format and mend the code"
	@echo "make docs     write what is made from code: docs/settings.md, static/js/wire.js and replies.js, what the lessons count"
	@echo "make image    build the container image without a container registry and play a run through it (Linux, as root; minutes)"
	@echo "make clean    remove the environment and everything made"

# --------------------------------------------------------------------------------------------------- the environment

# pip is the last thing a new environment gets: an interrupted one is made again.
$(BIN)/pip:
	@python="$$(PYTHON='$(PYTHON)' scripts/find-python)" && echo "Creating $(VENV) with $$python ..." && "$$python" -m venv '$(VENV)'

$(VENV)/.installed: pyproject.toml constraints.txt server/policyscope/__init__.py | $(BIN)/pip
	@echo "Installing Policyscope (a minute the first time) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[gymnasium]'
	@touch $@

# Dependency groups need pip 25.1.
$(VENV)/.installed-for-tests: $(VENV)/.installed
	@echo "Installing what the tests need ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check 'pip>=25.1'
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt --group dev
	@touch $@

node_modules/.package-lock.json: package.json package-lock.json $(VENV)/.installed-for-tests
	@scripts/test-tools $(BIN)/python
	@npm ci --silent
	@touch $@

.PHONY: tools
tools: node_modules/.package-lock.json
	@{ $(BIN)/python tests/chromium.py && $(BIN)/python tests/proxies.py; } >/dev/null || scripts/test-tools $(BIN)/python

# ----------------------------------------------------------------------------------------------------------- running

run: $(VENV)/.installed
	@exec $(BIN)/policyscope serve --host '$(HOST)' --port '$(PORT)'

# ----------------------------------------------------------------------------------------------------------- testing

test: check js maths compiled wheel browser
	@echo "All tests passed."

# Compiling the kernels takes one core a minute: meanwhile the other one installs what tests need, and checks. What goes wrong is said by
# `compiled`, which asks again.
ifeq ($(MAKECMDGOALS),test)
$(VENV)/.installed-for-tests: | warming
endif
warming: $(VENV)/.installed
	@$(BIN)/policyscope warmup >/dev/null 2>&1 &

check: tools
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	node_modules/.bin/tsc --project tsconfig.json
	node_modules/.bin/tsc --project tests/js/tsconfig.json
	node_modules/.bin/biome ci --diagnostic-level=error

# A directory is no argument every Node understands; and no file at all must not pass for success. Coverage needs Node 22.
js: tools
	@files="$$(find tests/js -name '*.test.js')" && test -n "$$files" && echo "node --test tests/js" \
	  && coverage="$$(node -p 'parseInt(process.versions.node) < 22 ? "" : "--experimental-test-coverage"')" \
	  && node --test $$coverage --test-reporter=./tests/js/reporter.js --test-reporter-destination=stdout $$files

# The mathematics twice: interpreted, so that coverage sees every line of the kernels; then compiled, as it ships.
maths: tools
	NUMBA_DISABLE_JIT=1 $(PYTEST) -n $(WORKERS) -m "not compiled" --cov --cov-report=term $(MATHS)

# The doors are measured where that costs next to nothing, from Python 3.12 on; on an older one `make compiled COVERAGE=yes` measures them too.
COVERAGE ?=
DOORS = $(shell $(BIN)/python -c 'import sys; measured = sys.version_info >= (3, 12) or "$(COVERAGE)"; \
  print("--cov --cov-config=tests/web/coverage.toml --cov-report=term" if measured else "")')

# Some of these start real servers, worker processes and sockets: here, too, a test that fails is tried once more, and named.
compiled: tools
	$(BIN)/policyscope warmup
	$(PYTEST) -n $(WAITING) --reruns 1 -rR -m "not wheel" $(DOORS) --ignore=tests/browser tests

wheel: tools
	$(PYTEST) -m wheel tests/test_wheel.py

# A real browser on a busy machine is late now and then: a test that fails is tried once more, and named.
browser: tools
	$(PYTEST) -n $(WORKERS) --dist worksteal --reruns 1 -rR tests/browser

# The tests reproduce the published results in small; this at length, as docs/reproduction shows them. Then every preset is played
# for 100,000 updates, to see that its θ stays a number.
reproduce: tools
	$(BIN)/python -m benchmarks.reproduction
	$(BIN)/python -m benchmarks.endurance

# ------------------------------------------------------------------------------------------------------- maintenance

format: tools
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	node_modules/.bin/biome check --write --diagnostic-level=error

docs: tools
	$(BIN)/python -m scripts.settings_table
	$(BIN)/python -m scripts.wire_types
	$(BIN)/python -m scripts.counted_runs

constraints: tools
	@$(BIN)/python -m pip install -q --upgrade -e '.[gymnasium]' --group dev --group lock
	@{ head -1 constraints.txt; $(BIN)/python -m pip freeze --exclude-editable; } > constraints.new && mv constraints.new constraints.txt
	@scripts/lock $(BIN)/python
	@echo "constraints.txt and the locks hold today's newest versions: run make test and make image before keeping them."

image: tools
	@scripts/check-image $(BIN)/python

clean:
	rm -rf $(VENV) node_modules dist build .coverage .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

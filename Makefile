# Everything runs in .venv; only Python 3.11+, make and the package registry are needed.
PYTHON ?= python3
BIN := .venv/bin
PACKAGES := core/fengsui $(wildcard plugins/fengsui_*) tui/fengsui_tui
# The tests start dozens of servers: each module is compiled once, not once for each of them.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test lint bench chaos messages schema clean

.venv/.ready: pyproject.toml constraints.txt hatch_build.py
	@echo 'preparing .venv (once)' >&2
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1' >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e . --group dev >&2
	@touch $@

catalogues: .venv/.ready
	@$(BIN)/python hatch_build.py
.PHONY: catalogues

run: catalogues
	@$(BIN)/fengsui demo

test: catalogues
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

lint: catalogues
	$(BIN)/ruff format --check core plugins tui tests hatch_build.py
	$(BIN)/ruff check core plugins tui tests hatch_build.py
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: catalogues
	$(BIN)/python -m tests.bench

# Hours. One part: $(BIN)/python -m tests.chaos NAME [--minutes N] [--cycles N]
chaos: catalogues
	$(BIN)/python -m tests.chaos

# Refreshes every package's zh_CN catalogue from its sources.
messages: .venv/.ready
	@for package in $(PACKAGES); do name=$$(basename $$package); po=$$package/locale/zh_CN/LC_MESSAGES/$$name.po; \
	  mkdir -p $$(dirname $$po); \
	  $(BIN)/pybabel -q extract -k N_ --omit-header --no-location --sort-output -o /tmp/$$name.pot $$package; \
	  if [ -f $$po ]; then $(BIN)/pybabel -q update -N --omit-header --ignore-obsolete --no-wrap -i /tmp/$$name.pot -o $$po -l zh_CN; \
	  else $(BIN)/pybabel -q init --no-wrap -i /tmp/$$name.pot -o $$po -l zh_CN; fi; rm -f /tmp/$$name.pot; done

schema: catalogues
	$(BIN)/fengsui plans schema > plans/plan.schema.json

clean:
	rm -rf .venv dist build

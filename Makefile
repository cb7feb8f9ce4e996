# Everything that a person or a machine does with Lectern; “make demo” and “make test” need nothing done before.
# Any make will do, that of macOS (3.81) included.

.PHONY: help install demo test check format lock

PYTHON =
PORT = 8000
ARGS =
python = .venv/bin/python
templates = $(shell find templates -name '*.html')

help:
	@echo "make demo     serve the demo conference on http://localhost:$(PORT)/ (another port: make demo PORT=8001)"
	@echo "make test     run every test (some: make test ARGS=tests/talks)"
	@echo "make check    everything that must hold before a commit, the tests last"
	@echo "make format   format Python and templates"
	@echo "make install  make .venv and .env; the others do that when needed (another Python: PYTHON=/path/to/python3)"
	@echo "make lock     lock the newest requirements that pyproject.toml allows (needs uv)"

install: .venv/installed .env

# pyenv's shims may name a Python that is not there, so each candidate is asked; then those that pyenv keeps.
# It makes pip last: without it the environment is half of one, and without the Python it was made with it is none.
.venv/bin/pip: | .venv/bin/python
.venv/bin/python .venv/bin/pip:
	@kept=$${PYENV_ROOT:-$$HOME/.pyenv}/versions; lacking=; \
	for candidate in $(or $(PYTHON),python3.13 python3.14 python3.12 python3 "$$kept"/3.1[2-9]*/bin/python3); do \
		"$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null || continue; \
		lacking=$$candidate; \
		"$$candidate" -c 'import ensurepip, venv' 2>/dev/null || continue; \
		exec "$$candidate" -m venv --clear .venv; \
	done; \
	if [ -n "$$lacking" ]; then \
		echo "$$lacking has no venv module: install it (Debian, Ubuntu: apt install python3-venv) and run make again."; \
	else \
		echo "Lectern needs Python 3.12 or newer: install one, or name it: make PYTHON=/path/to/python3 $(MAKECMDGOALS)"; \
	fi >&2; exit 1

.venv/installed: requirements/development.txt | .venv/bin/pip
	@echo "Installing into .venv …"
	@$(python) -m pip install -qq --disable-pip-version-check --require-hashes --requirement $<
	@touch $@

.env:
	@cp .env.example .env
	@echo "Made .env, with the settings for development."

demo: install
	@exec $(python) -m config.demo $(PORT)

test: install
	@$(python) -m pytest $(ARGS)

check: install
	.venv/bin/ruff check --quiet .
	.venv/bin/ruff format --quiet --check .
	DEBUG=true $(python) -m mypy --no-error-summary
	$(python) -c 'from importlinter.cli import lint_imports_command as run; run()' --no-logo
	@.venv/bin/djade --check $(templates)
	@.venv/bin/djangofmt --quiet --check $(templates)
	@.venv/bin/djangofmt --quiet check $(templates)
	DEBUG=true $(python) -W error manage.py makemigrations --check --dry-run
	DEBUG=false HTTPS=true SECRET_KEY=$$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n') ALLOWED_HOSTS=example.org \
		DATABASE_URL=$${DATABASE_URL:-private} $(python) -W error manage.py check --deploy --fail-level WARNING
	@$(MAKE) --no-print-directory test

format: install
	@.venv/bin/ruff check --quiet --fix-only .
	@.venv/bin/ruff format .
	@.venv/bin/djangofmt --quiet $(templates)
	@.venv/bin/djade $(templates) || .venv/bin/djade --check $(templates) # the first says 1 when it changed something

lock:
	@command -v uv >/dev/null || { echo "“make lock” needs uv: pip install uv" >&2; exit 1; }
	@lock() { \
		uv pip compile --quiet --upgrade --universal --python-version 3.12 --generate-hashes --no-emit-index-url \
			--no-emit-find-links --custom-compile-command "make lock" pyproject.toml "$$@" >/dev/null; \
	}; \
	lock --output-file requirements/production.txt && \
	lock --group dev --constraint requirements/production.txt --output-file requirements/development.txt

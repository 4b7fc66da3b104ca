# Every verb of the project, each one line of real work.
.PHONY: run test test-all lint check-content format bench mutation-check lock-packages sbom settings-docs release

PYTHON_IN = .venv/bin/python
# One process for each processor. A file runs in one of them, which makes what its tests share once; the longest begin first.
IN_PARALLEL = -n auto --dist loadfile --no-loadscope-reorder

run:
	@bin/prepare requirements.txt
	@$(PYTHON_IN) manage.py serve

test:
	@bin/prepare requirements-dev.txt
	@bin/browser-or-say
	@$(PYTHON_IN) -m pytest $(IN_PARALLEL) -m 'not slow' --ignore tests/resilience

# What is marked slow, kills, full disks, noise, two machines, front servers and the container as well.
test-all:
	@bin/prepare requirements-dev.txt
	@bin/browser-or-say
	@$(PYTHON_IN) -m pytest $(IN_PARALLEL)

lint:
	@bin/prepare requirements-dev.txt
	@$(PYTHON_IN) -m ruff check .
	@$(PYTHON_IN) -m ruff format --check .
	@.venv/bin/lint-imports --no-cache
	@$(PYTHON_IN) -m mypy

format:
	@bin/prepare requirements-dev.txt
	@$(PYTHON_IN) -m ruff check --fix .
	@$(PYTHON_IN) -m ruff format .

check-content:
	@bin/prepare requirements.txt
	@$(PYTHON_IN) manage.py check_content

lock-packages:
	@bin/prepare requirements-dev.txt
	@bin/lock-packages

sbom:
	@bin/prepare requirements-dev.txt
	@.venv/bin/cyclonedx-py requirements requirements.lock --output-reproducible --output-file sbom.json

release:
	@bin/prepare requirements-dev.txt
	@bin/release

settings-docs:
	@bin/prepare requirements.txt
	@$(PYTHON_IN) -m leiomyo_site.config.docs

mutation-check:
	@bin/prepare requirements-dev.txt
	@$(PYTHON_IN) -m tests.architecture.mutation_check

bench:
	@bin/prepare requirements-dev.txt
	@$(PYTHON_IN) -m bench

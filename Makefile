# make setup                     everything that drills in the lab need; a second run takes seconds
# make setup TARGET=staging      only what drills on targets/staging.yaml need; nothing of the lab is built
# make setup SYSTEMS=kg_rca      the lab with the images of these systems alone
PYTHON ?= python3
TARGET ?= lab
SYSTEMS ?=
K ?=

.PHONY: setup
setup:
	@$(PYTHON) src/drillbook/lab/preflight.py --target $(TARGET) --install
	@$(MAKE) --no-print-directory .venv/installed
	@.venv/bin/python -m drillbook.lab.setup --target $(TARGET) $(SYSTEMS)

.venv/installed: pyproject.toml constraints.txt
	test -x .venv/bin/python || $(PYTHON) -m venv .venv
	.venv/bin/pip install --quiet --constraint constraints.txt --editable '.[development]'
	touch $@

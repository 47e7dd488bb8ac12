# make nightly                   set up, bring the lab up, drill, report; SYSTEMS=, K= and TARGET= narrow it; LANES= labs share it
# make test                      linters, types, unit tests, and integration tests on a lab of their own
# make test-ledger               loss planted in real systems and in made-up histories: is all of it found?
# make test-audit                planted defects of runbooks found, look-alikes flagged; RUNBOOKS=DIR for others
# make test-prove                every Then shown to be able to fail, from recorded drills; planted ones that are no good
# make test-kill                 kill -9 at every point of every fault, and what is left; FAULTS= narrows it
# make test-mesh                 the mesh (Istio) in a lab of its own, and its faults; compiles Istio the first time
# make test-mutants              mutants of verdict, checks, guard and journal: are they noticed? goes on where it was
# make bench-scale               the verdict on 10,000 pods, beside kubectl | grep and the official client's models
# make bench-detect              how soon 150 recoveries are noticed, beside kubectl wait and a look every second
# make test-outages              API server, credentials, Prometheus, DNS out at each step of drills: never a pass; K=, ANEW=1
# make test-evidence             tests of the evidence, and what they found in one line
# make test-site                 the site in a real Chromium (which must be there), over 10,000 drills; screenshots
# make test-tutorial             the wheel in a new virtual environment, and docs/tutorial.md followed there
# make test-attacks              every attack on a bare lab: each refused, nothing changed outside of it
# make test-notebooks            notebooks from real nights, their figures worked out apart, wrong inputs, veraPDF
# make test-walkthrough          a walk with buttons and keys, JupyterLab in a real Chromium (which must be there); screenshots
#                                with LAB=1 on lab 0, where KG RCA has to be deployed
# make bench-causes              eleven drills on lab 0: does each postmortem name what was brought, unasked?
# make bench-throughput          graph-builder's throughput by its number on lab 0, and the law that it follows
# make bench-reports             a report from 10,000 drills, from the command to the page
# make bench-history             a million step results: queries, import, bytes a drill; HISTORY=postgresql://…
# make setup                     everything that drills in the lab need; a second run takes seconds
# make setup TARGET=staging      only what drills on targets/staging.yaml need; nothing of the lab is built
# make setup SYSTEMS=kg_rca      the lab with the images of these systems alone
PYTHON ?= python3
TARGET ?= lab
SYSTEMS ?=
K ?=
CONFIRM ?=

.PHONY: setup
setup:
	@$(PYTHON) src/drillbook/lab/preflight.py --target $(TARGET) --install
	@$(MAKE) --no-print-directory .venv/installed
	@.venv/bin/python -m drillbook.lab.setup --target $(TARGET) $(SYSTEMS)

.venv/installed: pyproject.toml constraints.txt
	test -x .venv/bin/python || $(PYTHON) -m venv .venv
	.venv/bin/pip install --quiet --constraint constraints.txt --editable '.[development]'
	touch $@

.PHONY: nightly
nightly: setup
	@.venv/bin/drillbook night $(SYSTEMS) --target $(if $(filter %.yaml,$(TARGET)),$(TARGET),targets/$(TARGET).yaml) \
	  $(if $(K),-k '$(K)') $(if $(LANES),--lanes $(LANES)) $(if $(CONFIRM),--confirm '$(CONFIRM)')

.PHONY: test
test: setup
	@.venv/bin/python tests/suite.py

.PHONY: test-ledger
test-ledger: setup
	@.venv/bin/python -m tests.planted

RUNBOOKS ?=

.PHONY: test-audit
test-audit: .venv/installed
	@.venv/bin/python tests/audit/figures.py $(RUNBOOKS)

.PHONY: test-prove
test-prove: .venv/installed
	@.venv/bin/python tests/proof/figures.py

FAULTS ?=
LAB ?=

.PHONY: test-kill
test-kill: setup
	@.venv/bin/python -m tests.kill $(FAULTS)

# Goes on where an earlier one was stopped, unless ANEW is given.
.PHONY: test-outages
test-outages: setup
	@.venv/bin/python -m tests.outages $(if $(K),-k '$(K)') $(if $(ANEW),--anew)

# Each takes lab 6, and takes it down after.
.PHONY: bench-scale
bench-scale: setup
	@.venv/bin/python bench/scale

.PHONY: bench-detect
bench-detect: setup
	@.venv/bin/python bench/detect

.PHONY: test-mesh
test-mesh: setup
	@.venv/bin/python -m tests.mesh

.PHONY: test-mutants
test-mutants: .venv/installed
	@.venv/bin/python tests/mutants.py

.PHONY: test-evidence
test-evidence: .venv/installed
	@.venv/bin/python tests/evidence/figures.py

.PHONY: test-site
test-site: .venv/installed
	@.venv/bin/python -m tests.site.figures

.PHONY: test-tutorial
test-tutorial: .venv/installed
	@.venv/bin/python -m tests.tutorial

.PHONY: test-attacks
test-attacks: setup
	@.venv/bin/python -m tests.attacks

HISTORY ?=

.PHONY: bench-history
bench-history: .venv/installed
	@.venv/bin/python bench/history.py $(HISTORY)

.PHONY: test-notebooks
test-notebooks: .venv/installed
	@.venv/bin/python -m tests.notebook.validator
	@.venv/bin/python -m tests.notebook.figures

.PHONY: test-walkthrough
test-walkthrough: .venv/installed
	@.venv/bin/pip install --quiet --constraint constraints.txt --editable '.[development,jupyter,browser]'
	@.venv/bin/python -m pytest -q tests/walkthrough/test_console.py tests/walkthrough/in_jupyterlab.py \
	  $(if $(LAB),tests/walkthrough/in_jupyterlab_on_lab.py)

# These take lab 0 with KG RCA as it is ('drillbook lab up', 'drillbook lab deploy kg_rca').
.PHONY: bench-causes bench-throughput
bench-causes bench-throughput: bench-%: .venv/installed
	@.venv/bin/python bench/$*

.PHONY: bench-reports
bench-reports: .venv/installed
	@.venv/bin/python bench/reports.py

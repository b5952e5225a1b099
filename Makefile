# The words of this project. `make` alone prints them.
PYTHON ?= python3
UV_VERSION := 0.13.9
BIN := .venv/bin
PEOPLE ?= 20000

.PHONY: help run demo test test-long hosts lint fmt bench bench-full lighthouse lock messages guide browser office network nginx pooler wrk types rules

help: ## print these words
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/run ## set up what is missing and start everything on http://127.0.0.1:8000
	@exec $(BIN)/python -m okoce.embedded.supervisor

# A home of its own, whose programme began 23 months ago.
demo: .venv/run ## the same with a made-up city of two years in var/demo (PEOPLE=20000)
	@export OKOCE_HOME="$${OKOCE_HOME:-var/demo}"; \
	export OKOCE_FIRST_MONTH="$$($(BIN)/python -c 'from okoce.core.months import Month, today; print(Month.of(today()) + -23)')"; \
	$(BIN)/python manage.py load_demo --people $(PEOPLE) && exec $(BIN)/python -m okoce.embedded.supervisor

# Browsers and whole sites wait more than they work: they run beside the rest, and say what they found after it. One file
# of them goes with the rest, so that both take about as long.
SITES := tests/e2e $(filter-out %/test_backup.py,$(wildcard tests/faults/test_*.py))

test: .venv/dev browser pooler ## every test with small counts
	@said=$$(mktemp); \
	$(BIN)/pytest -m "not long" $(SITES) >"$$said" 2>&1 & sites=$$!; \
	trap 'kill $$sites 2>/dev/null; rm -f "$$said"' EXIT; trap 'exit 130' INT TERM; \
	$(BIN)/pytest -m "not long" $(addprefix --ignore=,$(SITES)); rest=$$?; \
	wait $$sites; found=$$?; cat "$$said"; trap 'rm -f "$$said"' EXIT; exit $$((rest || found))

test-long: .venv/dev browser office network nginx pooler ## every test with the full counts
	OKOCE_LONG=yes $(BIN)/pytest

# What depends on the moment may go well once; and a test that is left out did not go well.
hosts: .venv/dev browser network nginx pooler ## two hosts, a replica, a rolling restart, an upgrade, three times (as root)
	@for turn in 1 2 3; do \
		OKOCE_NOTHING_SKIPPED=yes $(BIN)/pytest $(patsubst %,tests/faults/test_%.py,two_hosts replica upgrade pooler) || exit 1; \
	done

lint: .venv/dev ## style, templates, types, imports, migrations, deployment settings
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@$(MAKE) -j2 --no-print-directory --output-sync types rules

types: .venv/dev
	$(BIN)/mypy

rules: .venv/dev
	$(BIN)/djlint --lint templates
	$(BIN)/pytest -q tests/test_architecture.py tests/test_migrations.py tests/test_deployment.py

fmt: .venv/dev ## put code into shape
	$(BIN)/ruff check --fix --exit-zero .
	$(BIN)/ruff format .

bench: .venv/dev browser wrk ## measure: ratios that must hold, seconds and megabytes as a report
	$(BIN)/python -m benchmarks

# Each, whatever became of the one before.
bench-full: .venv/dev wrk ## up to 20 million attendances, a whole city, other programs, an evening: hours, and 40 GB of disk
	@broken=0; \
	for bench in "benchmarks --full" "benchmarks.others --full" benchmarks.evening; do \
		$(BIN)/python -m $$bench || broken=1; \
	done; \
	exit $$broken

lighthouse: .venv/dev browser var/lighthouse/node_modules ## look at the city's pages as Lighthouse does (needs Node 20 and npm)
	$(BIN)/python -m benchmarks.lighthouse

# No package of it may bring a browser along: there is one.
var/lighthouse/node_modules: $(addprefix benchmarks/lighthouse/,look.mjs package.json package-lock.json .npmrc)
	mkdir -p $(@D) && cp $^ $(@D)
	cd $(@D) && PUPPETEER_SKIP_DOWNLOAD=yes npm ci --silent
	touch $@

lock: .venv/dev ## resolve requirements*.in anew
	$(BIN)/uv pip compile -q --system-certs --universal --generate-hashes --python-version 3.11 requirements.in -o requirements.txt
	{ echo "-r requirements.txt"; $(BIN)/uv pip compile -q --system-certs --universal --generate-hashes --python-version 3.11 requirements-dev.in; } > requirements-dev.lock
	mv requirements-dev.lock requirements-dev.txt

messages: .venv/dev ## bring new texts into locale/ and compile it (needs gettext)
	OKOCE_HOME=var/messages $(BIN)/python manage.py makemessages -l id --no-obsolete --add-location file --no-wrap \
		-i .venv -i var -i tests -i benchmarks
	OKOCE_HOME=var/messages $(BIN)/python manage.py compilemessages -l id -i .venv

guide: .venv/dev browser ## make the pictures of the guide anew, after a screen changed
	OKOCE_GUIDE=yes $(BIN)/pytest -q tests/e2e/test_guide.py -k picture

# uv is quick and checks every hash; --system-certs for networks with a certificate of their own. Where an index is
# known to pip alone, pip does the same.
INSTALL = $(BIN)/uv pip install -q --system-certs --python $(BIN)/python --require-hashes -r $(1) \
	|| { $(OWN_PIP) && $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(1); }

# A pip of its own costs an environment three seconds, and is needed only where the machine has none.
OWN_PIP = $(BIN)/python -m ensurepip >/dev/null
UV = install -q --disable-pip-version-check uv==$(UV_VERSION)

.venv/bin/uv: Makefile
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "okoce: Python 3.11 or newer is needed; name it with PYTHON=...")'
	test -x $(BIN)/python || $(PYTHON) -m venv --without-pip .venv
	$(PYTHON) -m pip --python $(BIN)/python $(UV) 2>/dev/null || { $(OWN_PIP) && $(BIN)/python -m pip $(UV); }
	touch $@

.venv/run: requirements.txt .venv/bin/uv
	$(call INSTALL,requirements.txt)
	touch $@

.venv/dev: requirements-dev.txt .venv/run
	$(call INSTALL,requirements-dev.txt)
	touch $@

# A program of Debian's, in a package of its name unless told; who lacks it and the right to install it is told what will
# not work.
DEBIAN = command -v $(1) >/dev/null || { command -v apt-get >/dev/null && test "$$(id -u)" = 0 \
	&& apt-get update -qq && apt-get install -y -qq --no-install-recommends $(or $(3),$(1)) >/dev/null; } \
	|| echo "okoce: no $(1) here and no right to install it; $(2) will fail."

browser:
	@$(call DEBIAN,chromium,the browser tests)

wrk:
	@$(call DEBIAN,wrk,the bench of the API)

# One of the long tests stands two hosts behind it; but for `hosts`, without it a client goes to the next host by itself.
nginx:
	@$(call DEBIAN,nginx,make hosts)

# That test makes machines inside this one.
network:
	@$(call DEBIAN,ip,make hosts,iproute2)

# What is tested behind it is left out where there is none, but for `hosts`.
pooler:
	@$(call DEBIAN,pgbouncer,make hosts)

# One of the long tests reads a table as a spreadsheet does.
office:
	@command -v soffice >/dev/null || { command -v apt-get >/dev/null && test "$$(id -u)" = 0 \
		&& apt-get update -qq && apt-get install -y -qq --no-install-recommends libreoffice-calc-nogui >/dev/null; } \
		|| echo "okoce: no LibreOffice here and no right to install it; its test will fail."

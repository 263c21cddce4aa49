# The commands that people type. All but the simulation is built in debug mode: `make demo` and `make test` then share
# one build, and the daemon waits for others nearly all of its time.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help prepare build demo test simulate kill-test lint check-units release deb install uninstall testbed

SWIFT ?= swift
BUILT = $(shell $(SWIFT) build --show-bin-path)

# How many seeded lives `make simulate` runs, and what else to tell the program (`make demo ARGS="--seed 7"`).
SEEDS ?= 200
ARGS ?=

# How the program that is installed is built, and where it goes (`make install PREFIX=/usr DESTDIR=/tmp/tree`).
CONFIGURATION ?= release
PREFIX ?= /usr/local
DESTDIR ?=
# Optimized builds have Swift's runtime inside, all of them: what was compiled with it inside cannot be linked without.
OPTIMIZED = -c release --static-swift-stdlib
RELEASED = $(shell $(SWIFT) build $(if $(filter release,$(CONFIGURATION)),$(OPTIMIZED)) --show-bin-path)

help:
	@echo "make demo               installs what is missing, builds, and shows a small shop's orders becoming"
	@echo "                        parcels in a sandbox, with faults, and with the daemon killed in the middle"
	@echo "make test               installs what is missing, builds, and runs every test"
	@echo "make simulate SEEDS=N   runs N whole lives of the daemon in simulated time (default $(SEEDS))"
	@echo "make kill-test          200 orders, 100 real kill -9: nothing lost, nothing made twice"
	@echo "make lint               checks the style of the sources"
	@echo "make deb                builds a Debian package of the optimized program"
	@echo "make install            installs what make release built (PREFIX=$(PREFIX), DESTDIR=); make uninstall"
	@echo "make testbed            the package under a real systemd: starts, crashes, reloads, upgrades, a purge (root)"
	@echo "make prepare            only installs what is missing (with apt)"
	@echo "make build              only builds both programs"
	@echo 'Further options go into ARGS: make demo ARGS="--seed 7 --folder /tmp/rehearsal"'

prepare:
	@./scripts/prepare

build: prepare
	@$(SWIFT) build --product ukrposhta-syncd
	@$(SWIFT) build --product ukrposhta-sandbox

demo: build
	@"$(BUILT)/ukrposhta-sandbox" demo $(ARGS)

test: prepare
	@$(SWIFT) build --build-tests
	@SWIFT="$(SWIFT)" ./scripts/run-tests $(ARGS)

# Optimized: many lives are pure computing, three times as quick.
simulate: prepare
	@$(SWIFT) build $(OPTIMIZED) --product ukrposhta-sandbox
	@"$$($(SWIFT) build $(OPTIMIZED) --show-bin-path)/ukrposhta-sandbox" simulate --seeds $(SEEDS) $(ARGS)

kill-test: build
	@"$(BUILT)/ukrposhta-sandbox" kill-test $(ARGS)

lint: check-units
	@$(SWIFT) format lint --strict -r Sources Tests Package.swift

check-units:
	@./scripts/check-units

# The program alone.
release: prepare
	@$(SWIFT) build $(if $(filter release,$(CONFIGURATION)),$(OPTIMIZED)) --product ukrposhta-syncd

deb: release
	@./scripts/make-deb "$(RELEASED)/ukrposhta-syncd" .build/deb

install:
	@DESTDIR="$(DESTDIR)" PREFIX="$(PREFIX)" ./scripts/install-files install "$(RELEASED)/ukrposhta-syncd"

uninstall:
	@DESTDIR="$(DESTDIR)" PREFIX="$(PREFIX)" ./scripts/install-files uninstall none

# By default with the debug build, which is there where the tests have run: `make testbed CONFIGURATION=release` takes what
# is given to users.
testbed: CONFIGURATION := $(if $(filter command line,$(origin CONFIGURATION)),$(CONFIGURATION),debug)
testbed: build release
	@./scripts/testbed/run "$(RELEASED)/ukrposhta-syncd" "$(BUILT)/ukrposhta-sandbox"

# The commands that people type. All but the simulation is built in debug mode: `make demo` and `make test` then share
# one build, and the daemon waits for others nearly all of its time.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help prepare build demo test simulate kill-test lint

SWIFT ?= swift
BUILT = $(shell $(SWIFT) build --show-bin-path)

# How many seeded lives `make simulate` runs, and what else to tell the program (`make demo ARGS="--seed 7"`).
SEEDS ?= 200
ARGS ?=

help:
	@echo "make demo               installs what is missing, builds, and shows a small shop's orders becoming"
	@echo "                        parcels in a sandbox, with faults, and with the daemon killed in the middle"
	@echo "make test               installs what is missing, builds, and runs every test"
	@echo "make simulate SEEDS=N   runs N whole lives of the daemon in simulated time (default $(SEEDS))"
	@echo "make kill-test          200 orders, 100 real kill -9: nothing lost, nothing made twice"
	@echo "make lint               checks the style of the sources"
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
	@$(SWIFT) build -c release --product ukrposhta-sandbox
	@"$$($(SWIFT) build -c release --show-bin-path)/ukrposhta-sandbox" simulate --seeds $(SEEDS) $(ARGS)

kill-test: build
	@"$(BUILT)/ukrposhta-sandbox" kill-test $(ARGS)

lint:
	@$(SWIFT) format lint --strict -r Sources Tests Package.swift

# SPDX-FileCopyrightText: 2026 The Gambeson Authors
# SPDX-License-Identifier: Apache-2.0

GO       ?= go
BIN      := bin/gambeson
# Packages, and time for each fuzz target: make fuzz PKG=./normalize/... FUZZTIME=60s
PKG      ?= ./...
FUZZTIME ?= 5s
# More flags for go test: make test TESTFLAGS=-v
TESTFLAGS ?=
# Benchmarks to run, and for how long: make bench BENCH=JSON BENCHTIME=1x
BENCH     ?= .
BENCHTIME ?= 1s

# The version is what Git says, recorded by the Go tool; without a usable repository it stays unknown.
VCS := $(shell git status --porcelain >/dev/null 2>&1 && echo auto || echo false)

.DEFAULT_GOAL := help

.PHONY: build console demo test browser bench soak lint vuln generate fuzz clean help

# The console is built into the program where npm is there; without it the program says how to get it.
NPM := $(shell command -v npm)

build: $(if $(NPM),console) ## build the program, with the console where npm is there: bin/gambeson
	$(GO) build -trimpath -buildvcs=$(VCS) -o $(BIN) ./cmd/gambeson

console: console/dist/index.html ## build the web page, which the next build embeds (needs Node.js)

console/node_modules/.package-lock.json: console/package-lock.json
	cd console && npm ci
	touch $@

console/dist/index.html: console/node_modules/.package-lock.json console/index.html console/vite.config.ts $(shell find console/src console/public -type f)
	cd console && npm run build

demo: build ## watch an attack being found in a day's logs
	$(BIN) demo

test: $(if $(NPM),console) ## vet, and all tests with the race detector (GAMBESON_CORPUS adds the tests on third-party data)
	$(GO) vet ./...
	$(GO) test -race -timeout 20m $(TESTFLAGS) ./...
	$(if $(NPM),cd console && npm run typecheck && npm test)

browser: build ## the console's browser tests: the real server, Chromium, axe (CHROMIUM names another browser)
	cd console && npm run browser

bench: ## benchmarks: ns, bytes and allocations an operation, MB/s (PKG, BENCH, BENCHTIME)
	$(GO) test -run '^$$' -bench '$(BENCH)' -benchtime $(BENCHTIME) -benchmem $(PKG)

soak: ## the long tests at full size, and every parser fuzzed for a minute
	GAMBESON_SOAK=1 $(GO) test -race -timeout 4h -count 1 $(PKG)
	$(MAKE) fuzz FUZZTIME=60s

lint: ## golangci-lint and dead code, with the versions in tools/go.mod
	golangci=$$(tools/tool golangci-lint) && $$golangci run ./...
	deadcode=$$(tools/tool deadcode) && tools/deadcode.sh $$deadcode

vuln: ## known vulnerabilities in what the program calls (asks vuln.go.dev)
	govulncheck=$$(tools/tool govulncheck) && $$govulncheck ./...

generate: ## write generated code and reference pages again
	$(GO) test ./api -run '^TestDocument$$' -update
	$(GO) generate ./...
	$(GO) test ./app -run '^TestReference' -update

fuzz: ## every fuzz target for FUZZTIME each (PKG, FUZZTIME)
	GO=$(GO) tools/fuzz.sh $(FUZZTIME) $(PKG)

clean: ## remove what was built
	rm -rf bin dist
	find console/dist -mindepth 1 ! -name .gitignore -delete

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

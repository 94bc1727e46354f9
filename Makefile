# Names for go commands. Anything with logic is Go: see CONTRIBUTING.md.

# The clock of testdata: every golden is taken at this moment.
CLOCK := 2026-11-02T09:00:00Z

# A package that takes two minutes takes over ten on a machine with too much to do; only a test that hangs takes this.
TIMEOUT := -timeout 30m

# The race detector needs cgo and a C compiler; without them the tests still run.
RACE := $(if $(filter 1,$(shell go env CGO_ENABLED)),$(if $(shell command -v "$$(go env CC)"),-race))

# git refuses to speak of a checkout that belongs to another user: that is built without its revision.
VCS = $(shell git rev-parse --git-dir >/dev/null 2>&1 || echo -buildvcs=false)

.PHONY: help
help: ## Show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: build
build: ## Build bin/leastwise
	go build -trimpath $(VCS) -o bin/leastwise ./cmd/leastwise

.PHONY: test
test: ## Vet and test everything (TESTFLAGS is passed on)
	go vet ./...
	go test $(TIMEOUT) $(TESTFLAGS) ./...

.PHONY: lint
lint: ## Check formatting, vet, and run golangci-lint where it is installed
	@unformatted="$$(gofmt -l .)"; [ -z "$$unformatted" ] || { echo "run make fmt: $$unformatted"; exit 1; }
	go vet ./...
	@if command -v golangci-lint >/dev/null; then golangci-lint run ./...; else echo "golangci-lint is not installed: skipped"; fi

.PHONY: fmt
fmt: ## Format the Go files
	gofmt -w .

.PHONY: golden
golden: ## Rewrite the golden files and documents, each stage from the one before; read the diff
	go test -count=1 ./snapshot -update
	go test -count=1 ./report -update
	go test -count=1 ./cmd/leastwise -update

# Sizes and runs: make bench BENCHFLAGS='-grants 100000,5000000 -runs 3'; see docs/performance.md.
.PHONY: bench
bench: ## Measure against opa eval, conftest and a bare decode
	go run ./bench $(BENCHFLAGS)

.PHONY: microbench
microbench: ## Run the benchmarks of the packages
	go test -run '^$$' -bench . -benchmem ./...

.PHONY: demo
demo: build ## Scan testdata/acme into results.sarif and report.md
	@status=0; bin/leastwise scan -c testdata/acme/leastwise.yaml --taken-at $(CLOCK) \
		--report sarif=results.sarif --report markdown=report.md || status=$$?; \
	echo "leastwise scan exited $$status: Acme has findings, so 1 is right. See results.sarif and report.md."; \
	[ $$status -eq 1 ]

.PHONY: release
release: ## Build the binaries of VERSION into dist/ and put their checksums into checksums.txt
	.ci/release "$(VERSION)" dist checksums.txt

.PHONY: release-dry
release-dry: ## Build every release binary twice and compare the bytes
	.ci/release-dry

.PHONY: verify
verify: ## Check the downloaded modules against go.sum
	go mod verify

.PHONY: vuln
vuln: ## Look for known vulnerabilities, where govulncheck is installed
	@if command -v govulncheck >/dev/null; then govulncheck ./...; else echo "govulncheck is not installed: skipped"; fi

.PHONY: race
race: ## Run the packages under the race detector, where there is cgo and a C compiler
	@if [ -z "$(RACE)" ]; then echo "no cgo or no C compiler here: the race detector is skipped"; fi
	$(if $(RACE),go test $(RACE) -short $(TIMEOUT) $(TESTFLAGS) ./snapshot/... ./rego/... ./report/...)
	$(if $(RACE),go test $(RACE) -short $(TIMEOUT) $(TESTFLAGS) -run 'Signal|WriteAll|RunningOrg|Stream' ./cmd/leastwise)

.PHONY: check
check: lint ## What CI runs: lint, test, the race detector, verify, build, demo
	$(MAKE) test race verify build demo

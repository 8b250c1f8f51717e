# `make` lists the targets. Each first sees to it that the machine has what it needs (Scripts/setup).
.PHONY: help build demo test test-kernels test-dependency bench lint format clean

recurrent := .build/release/recurrent
swift_sources = $(shell git ls-files '*.swift')
c_sources = $(shell git ls-files '*.c' '*.h' '*.inc')

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1 /p' $(MAKEFILE_LIST) | while read -r name does; do printf '%-17s%s\n' "$$name" "$$does"; done

build: ## the command line, optimised: .build/release/recurrent
	@Scripts/setup build
	swift build -c release --product recurrent

demo: ## train a language model for a minute or two and let it write
	@Scripts/setup demo
	swift build -c release --product recurrent
	@Scripts/demo $(recurrent)

test: ## all tests of the package
	@Scripts/setup build
	swift test --disable-xctest

test-kernels: ## the C kernels under the address and undefined-behaviour sanitizers
	@Scripts/setup build
	Tests/CKernels/run.sh

test-dependency: ## the package as another package sees it
	@Scripts/setup build
	Tests/Dependency/run

bench: ## our speed beside the peers' that are installed
	@Scripts/setup build
	Benchmarks/compare

lint: ## formatting, as a check
	@Scripts/setup lint
	swift format lint --strict --parallel $(swift_sources)
	clang-format-14 --dry-run --Werror $(c_sources)

format: ## formatting, in place
	@Scripts/setup lint
	swift format --in-place --parallel $(swift_sources)
	clang-format-14 -i $(c_sources)

clean: ## remove what was built, and the demo's model
	rm -rf .build model

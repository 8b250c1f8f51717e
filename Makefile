# `make` lists the targets. Each first sees to it that the machine has what it needs (Scripts/setup).
.PHONY: help build static demo test test-long test-kernels fuzz fuzz-all test-address test-thread search-kernels test-kernels-arm test-kernels-apple test-dependency test-static test-forms test-openmp test-api test-export test-setup test-resume soak onednn test-onednn mpi test-mpi bench bench-training docs lint format clean

recurrent := .build/release/recurrent
# Looked at anew before each command, as the set-up may just have installed it.
export RECURRENT_OPENMP ?= $(shell Scripts/openmp)
each_swift_file := git ls-files '*.swift' | xargs
each_c_file := git ls-files '*.c' '*.h' '*.inc' | xargs

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1 /p' $(MAKEFILE_LIST) | while read -r name does; do printf '%-19s%s\n' "$$name" "$$does"; done

build: ## the command line, optimised: .build/release/recurrent
	@Scripts/setup build
	swift build -c release --product recurrent

static: ## the same for machines without Swift: .build/static/release/recurrent needs glibc's and GCC's libraries alone
	@Scripts/setup build
	RECURRENT_OPENMP=0 swift build -c release --static-swift-stdlib --product recurrent --scratch-path .build/static

demo: ## train a language model for a minute or two and let it write
	@Scripts/setup demo
	swift build -c release --product recurrent
	@Scripts/demo $(recurrent)

test: ## all tests of the package
	@Scripts/setup build
	swift test --disable-xctest

test-long: ## trainings of minutes: the problems that recurrent networks were made for, at full size
	@Scripts/setup build
	RECURRENT_LONG_TESTS=1 swift test --disable-xctest --filter LongTermDependencyTests

test-kernels: ## the C kernels under the address and undefined-behaviour sanitizers
	@Scripts/setup build
	Tests/CKernels/run.sh

fuzz: ## a reader of files under libFuzzer; TARGET=all or one that Tests/Fuzz/Readers names, SECONDS=60
	@Scripts/setup build
	Tests/Fuzz/run $(or $(TARGET),archive) $(or $(SECONDS),60)

fuzz-all: ## every reader under libFuzzer; SECONDS=5 each
	@Scripts/setup build
	Tests/Fuzz/run all $(or $(SECONDS),5)

test-address: ## the suites that read files and use pointers, under the address sanitizer
	@Scripts/setup build
	Tests/Sanitizers/run address

test-thread: ## the suites that use one model from several tasks, and ranks that are threads, under the thread sanitizer
	@Scripts/setup build
	Tests/Sanitizers/run thread

search-kernels: ## layers of random sizes against the formulas; SECONDS=60, and SEED=N to see them again
	@Scripts/setup build
	Tests/CKernels/run.sh search $(or $(SECONDS),60) $(SEED)

test-kernels-arm: ## the same as an aarch64 program under qemu; skipped where that is missing
	@Tests/CKernels/aarch64/run.sh

test-kernels-apple: ## the same compiled for Apple's systems, which are not at hand: nothing is run
	@Scripts/setup build
	@Tests/CKernels/apple/run.sh

test-dependency: ## the package as another package sees it
	@Scripts/setup build
	Tests/Dependency/run

test-static: static ## that program where there is nothing else: in an empty root
	Tests/Static/run .build/static/release/recurrent

test-forms: ## the kernels with neither OpenMP nor a BLAS, and the bits of a training on both kinds of threads
	@Scripts/setup build
	Tests/Forms/run

test-openmp: ## installs and removes OpenMP's library between builds of one clone; changes this machine's packages
	@Scripts/setup build
	Tests/Setup/openmp

test-api: ## what is public against the commit that CHANGELOG names
	@Scripts/setup build
	Scripts/api-changes

test-resume: ## kills trainings of every task at random moments and goes on with them; TRAININGS=60
	@Scripts/setup build
	swift build -c release --product recurrent
	RECURRENT_TRIALS=1 swift build -c release --product trials
	Tests/Resume/run $(recurrent) .build/release/trials $(or $(TRAININGS),60)

soak: ## a million streamed steps, ten thousand training steps, a thousand loads, many tasks and processes: no growth
	@Scripts/setup build
	swift build -c release --product recurrent
	RECURRENT_TRIALS=1 swift build -c release --product trials
	Tests/Soak/run $(recurrent) .build/release/trials

test-export: ## exported models in ONNX Runtime and PyTorch beside our own; PYTHON names the interpreter that has them
	@Scripts/setup build
	swift build -c release --product recurrent
	Tests/Export/run $(recurrent)

test-setup: ## what the set-up says on machines that lack something
	@Scripts/setup build
	Tests/Setup/run

onednn: ## oneDNN's kernels as a plugin, where libdnnl-dev is installed; prints its path
	@Scripts/setup build
	Plugins/oneDNN/build

test-onednn: ## the plugin against our kernels; skipped where libdnnl-dev is missing
	@Scripts/setup build
	Plugins/oneDNN/test

mpi: ## what ranks talk by, where Open MPI or MPICH is installed; prints its path, which RECURRENT_MPI names
	@Scripts/setup build
	Plugins/MPI/build

test-mpi: ## trainings of several processes against those of one; skipped where Open MPI is missing; KILLS=3
	@Scripts/setup build
	swift build -c release --product recurrent
	Tests/MPI/run $(recurrent) $(KILLS)

bench: ## our speed beside the peers'; ARGS=--install fetches the peers first, ARGS=--help says more
	@Scripts/setup bench
	Benchmarks/compare $(ARGS)

bench-training: ## whole training steps beside PyTorch's, once bench has installed it; ARGS=--help says more
	@Scripts/setup bench
	Benchmarks/compare-training $(ARGS)

docs: ## the documentation as a static web site: .build/docs/site
	@Scripts/setup docs
	Scripts/docs
	Tests/Documentation/check .build/docs

lint: ## formatting, as a check
	@Scripts/setup lint
	$(each_swift_file) swift format lint --strict --parallel
	$(each_c_file) clang-format-14 --dry-run --Werror

format: ## formatting, in place
	@Scripts/setup lint
	$(each_swift_file) swift format --in-place --parallel
	$(each_c_file) clang-format-14 -i

clean: ## remove what was built, and the demo's model
	rm -rf .build model

#!/usr/bin/env bash
# Builds the C kernels and the checks in this folder with the address and undefined-behaviour sanitizers, and runs them.
# Arguments go to the checks (main.c). The last line is "N passed, M failed". CC names another clang; where its sanitizer
# runtime is missing, the checks run without it, and a line says "sanitizers skipped". RECURRENT_OPENMP=0 builds the
# kernels on threads of their own; SANITIZERS=none is a quick run without them.
set -euo pipefail
cd "$(dirname "$0")/../.."
cc=${CC:-clang}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

sanitize=(-fsanitize=address,undefined -fno-sanitize-recover=all)
if [ "${SANITIZERS:-}" = none ]; then
  sanitize=()
elif ! echo 'int main(void) { return 0; }' | "$cc" "${sanitize[@]}" -x c - -o "$work/probe" 2>"$work/why" ||
  ! "$work/probe"; then
  echo "sanitizers skipped: $cc cannot link their runtime ($(head -n 1 "$work/why"))"
  sanitize=()
fi

# Without lld, gold warns of every symbol of the sanitizer's own.
linker=()
if echo 'int main(void) { return 0; }' | "$cc" -fuse-ld=lld -x c - -o "$work/probe" 2>/dev/null; then
  linker=(-fuse-ld=lld)
fi

# At -O2 clang needs many minutes for the micro-kernels with both sanitizers, at -O1 seconds.
openmp=() omp5=()
if [ "${RECURRENT_OPENMP:-$(Scripts/openmp)}" = 1 ]; then
  openmp=(-fopenmp) omp5=(-lomp5) # of libomp-dev: the name without a number is not on the linker's path
fi
flags=(-std=c11 -g -O1 "${openmp[@]}" -fno-math-errno -fno-omit-frame-pointer -Wall -Wextra -Werror "${sanitize[@]}"
  -ICKernels -ICKernels/include -ITests/CKernels)
for source in CKernels/*/*.c Tests/CKernels/*.c; do
  echo "$source"
done | xargs -P "$(nproc)" -I{} sh -c 'object=$0/$(echo "$1" | tr / _).o; shift; "$@" -c "{}" -o "$object"' \
  "$work" {} "$cc" "${flags[@]}"
"$cc" "${sanitize[@]}" "${linker[@]}" "$work"/*.o -o "$work/check" "${omp5[@]}" -ldl -lm

# libomp keeps its threads' memory until the process ends.
ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=0} UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1} "$work/check" "$@"

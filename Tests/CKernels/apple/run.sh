#!/usr/bin/env bash
# Compiles the C kernels for Apple's systems, where none is at hand: object files for both processors, with headers of our
# own that declare the few functions the kernels call there, and no warning. Nothing is linked or run.
set -euo pipefail
cd "$(dirname "$0")/../../.."
cc=${CC:-clang}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for processor in arm64 x86_64; do
  flags=(--target="$processor-apple-macos14" -nostdlibinc -isystem Tests/CKernels/apple/include -std=c11 -O1
    -fno-math-errno -Wall -Wextra -Werror -ICKernels -ICKernels/include)
  for source in CKernels/*/*.c; do
    echo "$source"
  done | xargs -P "$(nproc)" -I{} sh -c 'object=$0/$(echo "$1" | tr / _).o; shift; "$@" -c "{}" -o "$object"' \
    "$work" {} "$cc" "${flags[@]}"
  echo "$processor: $(find "$work" -name '*.o' | wc -l) object files"
  rm "$work"/*.o
done

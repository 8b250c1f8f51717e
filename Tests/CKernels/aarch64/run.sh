#!/usr/bin/env bash
# Builds the C kernels and their checks for aarch64, without OpenMP, and runs them under qemu, with a plain product in
# place of BLAS: what is tested is the kernels' code for NEON, and of our own threads. The last line is "N passed,
# M failed", or says what is missing. Needs clang, lld, and Debian's qemu-user and libc6-dev-arm64-cross. CC and LD name
# another clang and lld.
set -euo pipefail
cd "$(dirname "$0")/../../.."
cc=${CC:-clang}
ld=${LD:-ld.lld}
root=/usr/aarch64-linux-gnu

missing=()
for program in "$cc" "$ld" qemu-aarch64; do command -v "$program" >/dev/null || missing+=("$program"); done
[ -e "$root/lib/libc.so.6" ] || missing+=("$root/lib/libc.so.6")
if [ ${#missing[@]} -gt 0 ]; then
  echo "skipped: no ${missing[*]}; apt-get install qemu-user libc6-dev-arm64-cross"
  exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
flags=(--target=aarch64-linux-gnu --sysroot="$root" -isystem "$root/include" -std=c11 -O2
  -mno-outline-atomics -fno-math-errno -Wall -Wextra -Werror
  -ICKernels -ICKernels/include -ITests/CKernels)
for source in CKernels/*/*.c Tests/CKernels/*.c; do
  echo "$source"
done | xargs -P "$(nproc)" -I{} sh -c 'object=$0/$(echo "$1" | tr / _).o; shift; "$@" -c "{}" -o "$object"' \
  "$work" {} "$cc" "${flags[@]}"
# Without gcc's libraries, which nothing here calls.
lib=$root/lib
"$ld" -o "$work/check" -dynamic-linker "$lib/ld-linux-aarch64.so.1" "$lib/crt1.o" "$lib/crti.o" "$work"/*.o \
  "$lib/libc.so.6" "$lib/libc_nonshared.a" "$lib/libm.so.6" "$lib/ld-linux-aarch64.so.1" "$lib/crtn.o"
"$cc" "${flags[@]}" -fPIC -c Tests/CKernels/blas/product.c -o "$work/product.o"
"$ld" -shared "$work/product.o" -o "$work/product.so"
rm "$work/product.o"
UNDER_QEMU=1 RECURRENT_BLAS=$work/product.so qemu-aarch64 -L "$root" "$work/check"

/* AMX-BF16: products of pairs of bfloat16 on tile registers. All else is that of AVX-512. */
#include "isa/isa.h"

#if defined(__x86_64__)
#pragma clang attribute push(                                                                                          \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,amx-tile,amx-bf16,avx2,fma"))),               \
    apply_to = function)
#define RK_LANES 16
#define RK_REGISTERS 32
#define RK_FMA 1
#define RK_TILE_REGISTERS
#define RK_BFLOAT16_INSTRUCTIONS
#define RK_BFLOAT16_TABLE
#define RK_ISA(name) name##_amx_bf16
#include "isa/vector.inc"

#include "gemm/tile_shapes.inc"

#include "gemm/packing.inc"

#include "gemm/bfloat16_words.inc"
#pragma clang attribute pop
#endif

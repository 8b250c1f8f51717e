/* AMX-INT8: products of quadruples of int8 on tile registers, thin ones with AVX512_VNNI. All else is that of AVX-512.
 */
#include "isa/isa.h"

#if defined(__x86_64__)
#pragma clang attribute push(                                                                                          \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,amx-tile,amx-int8,avx2,fma"))),               \
    apply_to = function)
#define RK_LANES 16
#define RK_REGISTERS 32
#define RK_FMA 1
#define RK_TILE_REGISTERS
#define RK_INT8_DOT
#define RK_INT8_TABLE
#define RK_ISA(name) name##_amx_int8
#include "isa/vector.inc"

#include "gemm/tile_shapes.inc"

#include "gemm/packing.inc"

#include "gemm/int8_words.inc"
#pragma clang attribute pop
#endif

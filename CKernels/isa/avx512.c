/* AVX-512: 16 lanes. */
#include "interface/table.h"
#include "isa/isa.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))),                   \
                             apply_to = function)
#define RK_ISA_NAME "avx512"
#define RK_LANES 16
#define RK_REGISTERS 32
#define RK_FMA 1
#define RK_ISA(name) name##_avx512
#include "isa/bodies.inc"
#pragma clang attribute pop
#endif

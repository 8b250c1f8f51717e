/* AVX2 and FMA: 8 lanes. */
#include "interface/table.h"
#include "isa/isa.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define RK_ISA_NAME "avx2"
#define RK_LANES 8
#define RK_REGISTERS 16
#define RK_FMA 1
#define RK_ISA(name) name##_avx2
#include "isa/bodies.inc"
#pragma clang attribute pop
#endif

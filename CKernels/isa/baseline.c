/* What every CPU of the architecture has: SSE2 on x86-64, NEON on aarch64, whatever the compiler makes of it elsewhere.
   4 lanes. */
#include "interface/table.h"
#include "isa/isa.h"

#define RK_ISA_NAME "baseline"
#define RK_LANES 4
#if defined(__aarch64__)
#define RK_REGISTERS 32
#define RK_FMA 1
#else
#define RK_REGISTERS 16
#define RK_FMA 0
#endif
#define RK_ISA(name) name##_baseline
#include "isa/bodies.inc"

#include "isa/isa.h"

#include "isa/amx.h"

#include <string.h>

extern const rk_isa rk_isa_baseline;
#if defined(__x86_64__)
extern const rk_isa rk_isa_avx2;
extern const rk_isa rk_isa_avx512;
extern const rk_micro_kernels rk_bfloat16_kernels_avx512_bf16, rk_int8_kernels_avx512_vnni;
extern const rk_micro_kernels rk_bfloat16_kernels_amx_bf16, rk_int8_kernels_amx_int8;
#endif

const rk_isa *rk_isa_named(const char *name) {
#if defined(__x86_64__)
  if (strcmp(name, "avx512") == 0 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    return &rk_isa_avx512;
  if (strcmp(name, "avx2") == 0 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return &rk_isa_avx2;
#endif
  return strcmp(name, "baseline") == 0 ? &rk_isa_baseline : NULL;
}

const rk_micro_kernels *rk_kernels_of(const rk_isa *isa, int32_t precision) {
  if (precision == RK_PRECISION_FLOAT32)
    return isa->float_kernels;
  bool is_int8 = precision == RK_PRECISION_INT8;
#if defined(__x86_64__)
  if (isa == &rk_isa_avx512 && is_int8 && __builtin_cpu_supports("avx512vnni"))
    return rk_has_tile_registers() ? &rk_int8_kernels_amx_int8 : &rk_int8_kernels_avx512_vnni;
  if (isa == &rk_isa_avx512 && !is_int8 && __builtin_cpu_supports("avx512bf16"))
    return rk_has_tile_registers() ? &rk_bfloat16_kernels_amx_bf16 : &rk_bfloat16_kernels_avx512_bf16;
#endif
  return is_int8 ? isa->int8_kernels : isa->bfloat16_kernels;
}

const rk_isa *rk_isa_best(void) {
  static const char *const best_first[] = {"avx512", "avx2", "baseline"};
  for (size_t i = 0; i < sizeof best_first / sizeof *best_first; i++) {
    const rk_isa *isa = rk_isa_named(best_first[i]);
    if (isa)
      return isa;
  }
  return &rk_isa_baseline;
}

/* AVX-512 whose products of bfloat16 and int8 are those of AMX, on the model's tile registers. */
#include "tile_backend.h"

#include "interface/table.h"
#include "isa/isa.h"
#include "tile_model.h"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma"))),        \
                             apply_to = function)
#define RK_LANES 16
#define RK_REGISTERS 32
#define RK_FMA 1
#define RK_TILE_REGISTERS
#define RK_INT8_DOT
#define RK_BFLOAT16_TABLE
#define RK_INT8_TABLE
#define RK_ISA(name) name##_tile_model
#include "isa/vector.inc"

#include "gemm/tile_shapes.inc"

#include "gemm/packing.inc"

#include "gemm/bfloat16_words.inc"

#include "gemm/int8_words.inc"
#pragma clang attribute pop

static rk_isa isa;

static rk_status plan_create(const rk_descriptor *descriptor, rk_plan **plan) {
  return rk_plan_make(&isa, &rk_native_products, descriptor, plan);
}

static size_t gemm_workspace(const rk_gemm_arguments *arguments) {
  return rk_gemm_workspace(&isa, &rk_native_products, arguments);
}

static rk_status gemm(const rk_gemm_arguments *arguments) {
  return rk_gemm(&isa, &rk_native_products, arguments);
}

static size_t gemm_packed_b(const rk_gemm_arguments *arguments) {
  return rk_gemm_packed_b(&isa, &rk_native_products, arguments);
}

static rk_status gemm_pack_b(const rk_gemm_arguments *arguments, void *packed_b) {
  return rk_gemm_pack_b(&isa, &rk_native_products, arguments, packed_b);
}

const rk_isa *tile_isa(void) {
  const rk_isa *avx512 = rk_isa_named("avx512");
  if (!avx512 || !__builtin_cpu_supports("avx512vnni"))
    return NULL;
  isa = *avx512;
  isa.bfloat16_kernels = &rk_bfloat16_kernels_tile_model;
  isa.int8_kernels = &rk_int8_kernels_tile_model;
  return &isa;
}

const rk_backend *tile_backend(void) {
  static rk_backend backend;
  if (!tile_isa())
    return NULL;
  backend = *isa.native;
  backend.name = "tiles";
  backend.plan_create = plan_create;
  backend.gemm_workspace = gemm_workspace;
  backend.gemm = gemm;
  backend.gemm_packed_b = gemm_packed_b;
  backend.gemm_pack_b = gemm_pack_b;
  return &backend;
}
#else
const rk_isa *tile_isa(void) {
  return NULL;
}

const rk_backend *tile_backend(void) {
  return NULL;
}
#endif

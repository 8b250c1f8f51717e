/* The kernels of AMX, on a model of its instructions. */
#include <string.h>

#include "check.h"
#include "isa/isa.h"
#include "recurrent.h"
#include "tile_backend.h"
#include "tile_model.h"

/* A product of int8 is the same bits with and without tiles. */
static void check_int8_gemm(const rk_backend *tiles, int64_t m, int64_t n, int64_t k) {
  rk_gemm_arguments g = {.size = sizeof g, .transpose_b = 1, .m = m, .n = n, .k = k, .threads = 2};
  g.a = random_floats(m * k, 1), g.lda = k;
  g.b = random_floats(n * k, 1), g.ldb = k;
  g.bias = random_floats(n, 1);
  g.ldc = n, g.beta = -0.5f, g.precision = RK_PRECISION_INT8;
  const rk_backend *backends[2] = {tiles, rk_backend_native_isa("avx512")};
  const float *before = random_floats(m * n, 1);
  float *c[2];
  for (int i = 0; i < 2; i++) {
    g.c = c[i] = memcpy(guarded_floats(m * n), before, (size_t)(m * n) * sizeof(float));
    g.workspace = guarded(backends[i]->gemm_workspace(&g));
    check(backends[i]->gemm(&g) == RK_OK, "tiles, gemm: status");
  }
  check(same_bits(c[0], c[1], m * n), "tiles, int8 gemm [%lld, %lld, %lld]: other bits than without", (long long)m,
        (long long)n, (long long)k);
  check(guards_intact(), "tiles, int8 gemm: wrote outside its arrays");
  release_guarded();
}

void check_tiles(void) {
  const rk_backend *tiles = tile_backend();
  if (!tiles)
    return;
  check_dense_in(tiles, RK_PRECISION_BFLOAT16);
  check_recurrent_in(tiles, RK_PRECISION_BFLOAT16);
  check_recurrent_in(tiles, RK_PRECISION_INT8);
  check_int8_gemm(tiles, 5, 17, 9);
  check_int8_gemm(tiles, 40, 33, 300);
  check_int8_gemm(tiles, 130, 130, 2000);
  check(model_faults() == 0, "tiles: %d uses that a processor would have stopped at", model_faults());
  check(!model_is_configured(), "tiles: not given back");
}

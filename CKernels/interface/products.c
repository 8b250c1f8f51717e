/* Plain products. */
#include "interface/products.h"

#include "isa/isa.h"

static void plain_gemm_slice(const rk_isa *isa, const rk_gemm_arguments *g, int thread, int threads) {
  (void)isa;
  for (int64_t i = thread; i < g->m; i += threads)
    for (int64_t k = 0; k < g->k; k++)
      for (int64_t j = 0; j < g->n; j++)
        g->c[i * g->ldc + j] += g->a[k * g->lda + i] * g->b[k * g->ldb + j];
}

const rk_products rk_native_products = {.panel_product = rk_native_panel_product, .gemm_slice = plain_gemm_slice};
const rk_products rk_blas_products = {
    .panel_product = rk_blas_panel_product, .gemm_slice = plain_gemm_slice, .blas = 1};

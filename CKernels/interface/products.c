/* Plain products. */
#include "interface/products.h"

#include "isa/isa.h"

static void plain_panel_product(const rk_isa *isa, const rk_panels *b, int64_t first, int64_t count, int64_t rows,
                                const float *a, int64_t lda, float *c, int64_t ldc, int accumulate) {
  (void)isa;
  for (int64_t panel = 0; panel < count; panel++)
    for (int64_t row = 0; row < rows; row++)
      for (int j = 0; j < b->width; j++) {
        const float *column = b->data + (first + panel) * b->panel_stride + j;
        float sum = 0, *out = c + row * ldc + panel * b->width + j;
        for (int64_t k = 0; k < b->depth; k++)
          sum += a[row * lda + k] * column[k * b->row_stride];
        *out = accumulate ? *out + sum : sum;
      }
}

static void plain_gemm_slice(const rk_isa *isa, const rk_gemm_arguments *g, int thread, int threads) {
  (void)isa;
  for (int64_t i = thread; i < g->m; i += threads)
    for (int64_t k = 0; k < g->k; k++)
      for (int64_t j = 0; j < g->n; j++)
        g->c[i * g->ldc + j] += g->a[k * g->lda + i] * g->b[k * g->ldb + j];
}

void rk_pack_rows(const rk_isa *isa, const float *rows, int64_t ld, int64_t n, int64_t depth, float *column,
                  int64_t row_stride) {
  for (int64_t k = 0; k < depth; k++)
    for (int64_t j = 0; j < isa->lanes; j++)
      column[k * row_stride + j] = j < n ? rows[j * ld + k] : 0;
}

void rk_pack_columns(const rk_isa *isa, const float *matrix, int64_t ld, int64_t n, int64_t depth, float *column,
                     int64_t row_stride) {
  for (int64_t k = 0; k < depth; k++)
    for (int64_t j = 0; j < isa->lanes; j++)
      column[k * row_stride + j] = j < n ? matrix[k * ld + j] : 0;
}

const rk_products rk_native_products = {.panel_product = plain_panel_product, .gemm_slice = plain_gemm_slice};
const rk_products rk_blas_products = {.panel_product = plain_panel_product, .gemm_slice = plain_gemm_slice, .blas = 1};

const char *rk_blas_library(void) {
  return "";
}

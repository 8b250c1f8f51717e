/* The products that the schedule over time is made of, and their source. */
#ifndef RK_PRODUCTS_H
#define RK_PRODUCTS_H

#include "recurrent_kernels.h"

typedef struct rk_isa rk_isa;

typedef struct rk_panels {
  const float *data;
  int64_t depth;        /* rows of B */
  int64_t count;        /* panels */
  int width;            /* columns of a panel: 1 to 4 vectors of isa->lanes */
  int64_t row_stride;   /* floats from one row of a panel to the next */
  int64_t panel_stride; /* floats from one panel to the next */
} rk_panels;

typedef void rk_panel_product(const rk_isa *isa, const rk_panels *b, int64_t first, int64_t count, int64_t rows,
                              const float *a, int64_t lda, float *c, int64_t ldc, int accumulate);

typedef struct rk_products {
  rk_panel_product *panel_product;
  void (*gemm_slice)(const rk_isa *isa, const rk_gemm_arguments *arguments, int thread, int threads);
  int blas; /* panels lie side by side, and a tile is a whole range of them */
} rk_products;

extern const rk_products rk_native_products, rk_blas_products;

void rk_pack_rows(const rk_isa *isa, const float *rows, int64_t ld, int64_t n, int64_t depth, float *column,
                  int64_t row_stride);
void rk_pack_columns(const rk_isa *isa, const float *matrix, int64_t ld, int64_t n, int64_t depth, float *column,
                     int64_t row_stride);

#endif

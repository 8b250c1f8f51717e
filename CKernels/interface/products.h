/* The products that the schedule over time is made of, and their source. */
#ifndef RK_PRODUCTS_H
#define RK_PRODUCTS_H

#include "gemm/panels.h"
#include "recurrent_kernels.h"

typedef struct rk_products {
  rk_panel_product *panel_product;
  void (*gemm_slice)(const rk_isa *isa, const rk_gemm_arguments *arguments, int thread, int threads);
  int blas; /* panels lie side by side, and a tile is a whole range of them */
} rk_products;

extern const rk_products rk_native_products, rk_blas_products;

#endif

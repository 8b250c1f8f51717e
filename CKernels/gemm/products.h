/* Where products come from: our own micro-kernels, or a BLAS. */
#ifndef RK_PRODUCTS_H
#define RK_PRODUCTS_H

#include "gemm/panels.h"
#include "recurrent_kernels.h"

typedef struct rk_products {
  rk_panel_product *panel_product;
  /* Part `thread` of `threads` of a general product, from inside a parallel region; the parts together are C, and none
     of its bits depends on how many they are. The arguments are not checked, their `threads` is not looked at, and
     their workspace is this thread's own. */
  void (*gemm_slice)(const rk_isa *isa, const rk_gemm_arguments *arguments, int thread, int threads);
  /* Floats of a thread's workspace: of two products with the same flags, the larger n and k need no less. Reads sizes
     and flags, no pointers. */
  int64_t (*gemm_floats)(const rk_isa *isa, const rk_gemm_arguments *arguments);
  int blas; /* panels lie side by side, and a tile is a whole range of them */
} rk_products;

extern const rk_products rk_native_products, rk_blas_products;

/* The entries of rk_backend, but for the choice of instruction set and products: the arguments are checked, threads
   chosen, one region opened. */
size_t rk_gemm_workspace(const rk_isa *isa, const rk_products *products, const rk_gemm_arguments *arguments);
rk_status rk_gemm(const rk_isa *isa, const rk_products *products, const rk_gemm_arguments *arguments);

#endif

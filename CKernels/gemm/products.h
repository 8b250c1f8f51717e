/* Where products come from, our own micro-kernels or a BLAS, and what each can do. */
#ifndef RK_PRODUCTS_H
#define RK_PRODUCTS_H

#include "gemm/panels.h"
#include "recurrent_kernels.h"

typedef struct rk_products {
  bool (*is_available)(void); /* on this machine; null: always */
  rk_panel_product *panel_product;

  /* Part `part` of `parts` of a general product, from inside a parallel region. The parts together are C, and none of
     its bits depends on how many they are. The arguments are taken as checked, their `threads` is not looked at, and
     their workspace is this thread's own. */
  void (*gemm_part)(const rk_micro_kernels *kernels, const rk_gemm_arguments *arguments, int part, int parts);

  /* Floats of a thread's workspace for gemm_part. Of two products with the same flags, the one with the larger n and k
     needs no less. It reads sizes and flags, no pointers. */
  int64_t (*gemm_floats)(const rk_micro_kernels *kernels, const rk_gemm_arguments *arguments);

  /* B of general products that are not of a transposed A, in the order in which they read it, and the floats of that.
     Null: they read it as it lies. Packing is shared as a product is. */
  int64_t (*packed_floats)(const rk_micro_kernels *kernels, const rk_gemm_arguments *arguments);
  void (*pack_part)(const rk_micro_kernels *kernels, const rk_gemm_arguments *arguments, float *packed, int part,
                    int parts);

  bool panels_side_by_side; /* else panel by panel */
  bool has_thin;            /* the micro-kernels' thin products are these products */
  bool has_precisions;      /* every rk_precision; else float32 alone */

  /* The bits of an element of C depend on its row of A, its column of B and the instruction set alone. So rows and
     panels may be split among calls in any way, and a product that continues gives the bits of one over both depths. */
  bool splits_freely;

  int units_a_call;   /* units whose gates repay one call; 0: any number does */
  int64_t most_index; /* the largest size or stride that it counts to */
} rk_products;

extern const rk_products rk_native_products, rk_blas_products;

/* Whether there are these products here, in a precision. */
static inline bool rk_products_have(const rk_products *products, int32_t precision) {
  return (!products->is_available || products->is_available()) &&
         (precision == RK_PRECISION_FLOAT32 || products->has_precisions);
}

#endif

/*
 * Products with a matrix cut into panels: the form that weights are packed into once and multiplied by at every step.
 *
 * A panel is `width` columns of B over all of its depth. Panels lie in memory in one of two ways:
 *   panel by panel   row_stride = width, panel_stride = depth * width: a panel is one stream of memory   (native)
 *   side by side     row_stride = count * width, panel_stride = width: a plain row-major matrix          (BLAS)
 */
#ifndef RK_PANELS_H
#define RK_PANELS_H

#include "gemm/tiles.h"

/* Rows of a matrix that are packed into all panels before the next rows. The matrix is then read as it lies, and what
   was read stays near. */
enum { RK_PACKED_ROWS = 16 };

typedef struct rk_panels {
  const float *data;
  int64_t depth;        /* rows of B: those of both matrices of A */
  int64_t count;        /* panels */
  int width;            /* columns of a panel: 1 to 4 vectors */
  int last_width;       /* the same of the last panel without its padding */
  int64_t row_stride;   /* floats from one row of a panel to the next */
  int64_t panel_stride; /* floats from one panel to the next */
} rk_panels;

/* Rows of A. A is one matrix or two side by side, as [x, h] is; the second may have depth 0. */
typedef struct rk_left_rows {
  const float *data;
  int64_t stride, depth;
} rk_left_rows;

/*
 * C = A B for `count` panels from `first` on; C += A B where it `continues`, else C is not read. A is [rows, depth]. C
 * is [rows, count * width], and its first column is that of panel `first`. What it has for the last panel's padding, if
 * any, is not to be read. The product runs on the calling thread, and does not allocate.
 */
typedef void rk_panel_product(const rk_micro_kernels *kernels, const rk_panels *b, int64_t first, int64_t count,
                              int64_t rows, const rk_left_rows a[2], float *c, int64_t ldc, bool continues);

rk_panel_product rk_native_panel_product; /* panels in either way */
rk_panel_product rk_blas_panel_product;   /* panels side by side */

#endif

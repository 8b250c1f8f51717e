/*
 * Products with a matrix cut into panels: the form weights are packed into once and multiplied by at every step.
 *
 * A panel is `width` columns of B, all of its depth. Two placements are in use:
 *   panel by panel   row_stride = width, panel_stride = depth * width: a panel is one stream of memory   (native)
 *   side by side     row_stride = count * width, panel_stride = width: a plain row-major matrix          (BLAS)
 */
#ifndef RK_PANELS_H
#define RK_PANELS_H

#include <stdint.h>

typedef struct rk_isa rk_isa;

/* Rows of a matrix to pack into all panels before the next ones: each is then read as it lies, and stays near. */
enum { RK_PACKED_ROWS = 16 };

typedef struct rk_panels {
  const float *data;
  int64_t depth;        /* rows of B: those of both parts of A */
  int64_t count;        /* panels */
  int width;            /* columns of a panel: 1 to 4 vectors of isa->lanes */
  int64_t row_stride;   /* floats from one row of a panel to the next */
  int64_t panel_stride; /* floats from one panel to the next */
} rk_panels;

/* Rows of A, as those of one matrix, or of two side by side, as [x, h] is: the second may have depth 0. */
typedef struct rk_left_rows {
  const float *data;
  int64_t stride, depth;
} rk_left_rows;

/*
 * C (+)= A B for `count` panels from `first` on, on the calling thread, without allocating: A is [rows, depth], C is
 * [rows, count * width], its first column being that of panel `first`. Where it does not continue, C is not read.
 * The bits of an element of C depend on its row of A, its column of B and the instruction set, and on nothing else: not
 * on how rows and panels are split among calls. Where it continues, they are those of one product of both depths.
 */
typedef void rk_panel_product(const rk_isa *isa, const rk_panels *b, int64_t first, int64_t count, int64_t rows,
                              const rk_left_rows a[2], float *c, int64_t ldc, int continues);

rk_panel_product rk_native_panel_product; /* panels in either placement */
rk_panel_product rk_blas_panel_product;   /* panels side by side */

/*
 * Packing fills columns of a panel, those past n with zeros: element (k, j) goes to the one at [k * row_stride + j].
 */
/* From n rows of [n, depth], as weights are stored: column j is row j. One vector wide: 0 <= n <= isa->lanes. */
void rk_pack_rows(const rk_isa *isa, const float *rows, int64_t ld, int64_t n, int64_t depth, float *column,
                  int64_t row_stride);
/* From [depth, n]: column j is column j. `width`, at least n, is whole vectors. */
void rk_pack_columns(const rk_isa *isa, const float *matrix, int64_t ld, int64_t n, int64_t depth, float *panel,
                     int64_t width, int64_t row_stride);

#endif

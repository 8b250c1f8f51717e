/* Products of a plan's rows with its packed weights, tile by tile. */
#ifndef RK_SEQUENCE_PRODUCTS_H
#define RK_SEQUENCE_PRODUCTS_H

#include "plan/plan.h"

/* All panels of a tiling. */
typedef struct rk_packed {
  const float *panels;
  int64_t depth; /* rows of a panel, a word each */
} rk_packed;

/* C = A B, or C += A B where it continues. B is the columns of some tiles and, from row `from` on, as many rows of
   their panels as A is deep. A row of C has tile_width floats, and tile i's result is at c + i * tile_stride. */
typedef struct rk_tiles_product {
  const rk_tiling *tiling;
  rk_packed b;
  int64_t from;
  int64_t rows;
  rk_left_rows a[2]; /* the second may be empty */
  float *c;
  int64_t tile_stride;
  bool continues;
} rk_tiles_product;

/* One tile, its result at `c`. */
void rk_multiply_tile(const rk_plan *plan, const rk_tiles_product *product, int64_t tile, float *c);

/* Some tiles, from the first to the last or backwards. Those of few rows are one call of the micro-kernel. */
void rk_multiply_tiles(const rk_plan *plan, const rk_tiles_product *product, rk_range tiles, bool backwards);

/* The plan's part of a thin product of all tiles from tile 0 on. Depths and operands remain to be set. */
rk_thin_product rk_thin_product_of(const rk_plan *plan, const rk_tiling *tiling, int64_t panel_depth);

/* Whether a product of so many rows is thin: bound by reading the weights, with micro-kernels of its own. */
static inline bool rk_is_thin(const rk_plan *plan, int64_t rows) {
  return rows <= plan->kernels->thin_rows && plan->products->has_thin;
}

#endif

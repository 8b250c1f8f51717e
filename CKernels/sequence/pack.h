/* Weights in panels, and products with them. */
#ifndef RK_PACK_H
#define RK_PACK_H

#include "interface/plan.h"
#include "sequence/schedule.h"

/* All panels of a tiling, as a product reads them and as packing fills them. */
typedef struct rk_packed {
  float *panels;
  int64_t depth; /* rows of a panel */
} rk_packed;

/* Lays out tiles first ..< last of one direction's weights for forward, as rk_packed_layout says. */
void rk_pack_tiles(const rk_plan *plan, const rk_weights *weights, void *packed, int64_t first, int64_t last);

/* Lays out some tiles of `weights`, [depth, columns], as the panels' rows from `from` on. */
void rk_pack_columns_of_tiles(const rk_plan *plan, const rk_tiling *tiling, rk_range tiles, const float *weights,
                              int64_t columns, int64_t depth, rk_packed target, int64_t from);

/* C (+)= A B, B being the columns of some tiles and as many rows of their panels as A is deep, from row `from` on. A
   row of C has tile_width floats, and tile i's result is at c + i * next. */
typedef struct rk_tiles_product {
  const rk_tiling *tiling;
  rk_packed b;
  int64_t from;
  int64_t rows;
  rk_left_rows a[2]; /* the second may be empty */
  float *c;
  int64_t next;
  int continues; /* else C is not read */
} rk_tiles_product;

/* One tile, its result at `c`. */
void rk_multiply_tile(const rk_plan *plan, const rk_tiles_product *product, int64_t tile, float *c);

/* Those of few rows follow one another without a call between. Tiles first ..< last, or from the last to the first. */
void rk_multiply_tiles(const rk_plan *plan, const rk_tiles_product *product, rk_range tiles, int backwards);

/* What such a product of few rows has from the plan, from tile 0 on: the operands remain to be set. */
rk_thin_product rk_thin_product_of(const rk_plan *plan, const rk_tiling *tiling, int64_t panel_depth);

/* Whether a product of so many rows is bound by reading the weights, and has micro-kernels of its own. */
static inline int rk_few_rows(const rk_plan *plan, int64_t rows) {
  return rows <= plan->isa->kernels->thin_rows && plan->products->has_thin;
}

#endif

/* Weights packed into panels. */
#ifndef RK_PACK_H
#define RK_PACK_H

#include "plan/plan.h"

/* Words from one row of a tiling's panels to the next, and from one panel to the next, for panels of a depth. */
int64_t rk_panel_row_stride(const rk_plan *plan, const rk_tiling *tiling);
int64_t rk_panel_stride(const rk_plan *plan, const rk_tiling *tiling, int64_t depth);

/* Lays out some tiles of one direction's weights for forward, as rk_packed_layout says. */
void rk_pack_tiles(const rk_plan *plan, const rk_weights *weights, void *packed, rk_range tiles);

/* Lays out some tiles of `weights`, [blocks][H][columns], as rows of panels that are `panel_depth` deep. A block begins
   with a word of its own, after `first_block` others. */
void rk_pack_columns_of_tiles(const rk_plan *plan, const rk_tiling *tiling, rk_range tiles, const float *weights,
                              int64_t columns, int blocks, float *panels, int64_t panel_depth, int first_block);

#endif

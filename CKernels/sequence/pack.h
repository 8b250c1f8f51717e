/* Weights packed into panels. */
#ifndef RK_PACK_H
#define RK_PACK_H

#include "plan/plan.h"

/* Words from one row of a tiling's panels to the next, and from one panel to the next, for panels of a depth. */
int64_t rk_panel_row_stride(const rk_plan *plan, const rk_tiling *tiling);
int64_t rk_panel_stride(const rk_plan *plan, const rk_tiling *tiling, int64_t depth);

/* Lays out some tiles of one direction's weights for forward, as rk_packed_layout says. */
void rk_pack_tiles(const rk_plan *plan, const rk_weights *weights, void *packed, rk_range tiles);

/* Part `part` of `parts` of the same for backward, as rk_packed_backward_layout says: some tiles of d_hidden and, where
   the gradient of x is wanted, of d_input. */
void rk_pack_backward_part(const rk_plan *plan, const rk_weights *weights, void *packed, bool wants_input, int part,
                           int parts);

/* All weights of each direction, for forward, for backward, or for both, on the plan's threads. Null: not wanted. */
void rk_pack_run(const rk_plan *plan, const rk_weights *const weights[2], void *packed, void *packed_backward);

#endif

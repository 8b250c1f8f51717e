/* One phase of one step of forward: its products and its pointwise half, for some tiles. */
#ifndef RK_PHASE_STEP_H
#define RK_PHASE_STEP_H

#include "sequence/inputs.h"
#include "sequence/products.h"

/* Where everything lies: worked out once for all tiles of a step, so that a tile costs no more than its sums. */
typedef struct rk_phase_step {
  const rk_plan *plan;
  int phase;
  int64_t gates_rows; /* of a tile of gates: those of all steps of its chunk */
  rk_packed panels;
  rk_input input;                  /* what W_ih multiplies; null: the sums have its product already */
  const float *operand;            /* what W_hh multiplies, as words, a row of operand_stride after the other */
  float *hidden_sums;              /* where tile 0's W_hh h goes by itself; null: it is added to the gates' sums */
  int64_t hidden_sums_tile_stride; /* 0: all tiles use one place, one after the other */
  rk_cell_forward_step cell;       /* at vector 0 */
} rk_phase_step;

/* A cell's step with what it has from the plan, activations and strides, where a tile of gates has so many rows. The
   rows and the pointers remain to be set. */
rk_cell_forward_step rk_cell_of(const rk_plan *plan, int64_t gates_rows);

/* Fills in what follows from the plan. To be set before: step->cell but for the bias, what the cell lacks being null.
   To be set after: the input, the operand where words have to be made, and, where the cell wants them apart, the sums
   of W_hh h. */
void rk_phase_step_make(const rk_plan *plan, const void *packed, int phase, int64_t gates_rows, rk_phase_step *step);

/* Gives W_hh h a place by itself. */
void rk_set_hidden_sums(rk_phase_step *step, float *hidden_sums, int64_t tile_stride);

/* The products: W_ih x, where it is not there yet, and W_hh h. */
void rk_multiply_step(const rk_phase_step *step, rk_range tiles, bool backwards);

/* The pointwise half, which follows them. */
void rk_point_step(const rk_phase_step *step, rk_range tiles);

/* The panels of a phase in weights laid out by rk_pack_tiles. */
rk_packed rk_panels_of(const rk_plan *plan, const void *packed, int phase);

/* The vectors of units of some of forward's tiles. */
rk_range rk_vectors_of(const rk_plan *plan, rk_range tiles);

#endif

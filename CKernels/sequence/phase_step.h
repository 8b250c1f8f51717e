/* One phase of one step of forward: its products and its cell, for some tiles. */
#ifndef RK_PHASE_STEP_H
#define RK_PHASE_STEP_H

#include "sequence/inputs.h"
#include "sequence/pack.h"

/* Where everything lies: worked out once for all tiles of a step, so that a tile costs no more than its sums. */
typedef struct rk_phase_step {
  const rk_plan *plan;
  int phase;
  int64_t live; /* rows of a tile of sums, those of all steps of its chunk */
  rk_packed panels;
  rk_input input;            /* what W_ih multiplies; null: the sums have its product already */
  const float *source;       /* what W_hh multiplies: rows of hidden_stride */
  float *hidden_part;        /* of tile 0: its product by itself; null: it is added to the sums */
  int64_t next_hidden_part;  /* floats from one tile's to the next one's; 0: tiles use one place by turns */
  rk_cell_forward_step cell; /* of vector 0 */
} rk_phase_step;

/* What a cell has from the plan, activations and strides, `live` rows of a tile of sums lying together. The rows and
   the pointers remain to be set. */
rk_cell_forward_step rk_cell_of(const rk_plan *plan, int64_t live);

/* Fills in what follows from the plan, once step->cell is set but for the bias, and what the cell lacks is null. The
   input remains to be set, and the hidden part. */
void rk_phase_step_make(const rk_plan *plan, const void *packed, int phase, int64_t live, rk_phase_step *step);

/* Gives the products with W_hh a place by themselves. */
void rk_set_hidden_part(rk_phase_step *step, float *hidden_part, int64_t next);

/* W_ih x, where it is not there yet, and W_hh h. */
void rk_multiply_step(const rk_phase_step *step, rk_range tiles, int backwards);

/* What follows the products. */
void rk_point_step(const rk_phase_step *step, rk_range tiles);

/* The panels of a phase in weights laid out by rk_pack_tiles. */
rk_packed rk_panels_of(const rk_plan *plan, const void *packed, int phase);

/* The vectors of units of forward's tiles first ..< last. */
rk_range rk_vectors_of(const rk_plan *plan, rk_range tiles);

#endif
